"""Leaves out map_location.

en: Your load_checkpoint asks for the device that the checkpoint was saved from. What if this machine does not have it?
zh: 你的 load_checkpoint 要求使用保存检查点时的设备。如果这台机器上没有那个设备呢？
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import torch

CAUGHT_BY = "what_was_saved_on_a_missing_device_loads"


def save_checkpoint(path, model, optimizer, epoch):
    checkpoint = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}
    buffer = io.BytesIO()
    torch.save(checkpoint, buffer)
    payload = buffer.getvalue()
    path = Path(path)
    draft = path.with_name(path.name + ".part")
    try:
        draft.write_bytes(payload)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def load_checkpoint(path, model, optimizer, device):
    try:
        with zipfile.ZipFile(path) as archive:
            plain = all(info.external_attr == 0 for info in archive.infolist())
            if (
                not plain
                or len(set(archive.namelist())) < len(archive.namelist())
                or archive.testzip() is not None
            ):
                raise zipfile.BadZipFile("a checksum does not match")
        checkpoint = torch.load(path, weights_only=True)
        model_state, optimizer_state = checkpoint["model"], checkpoint["optimizer"]
        epoch = checkpoint["epoch"]
    except Exception as error:
        raise ValueError("not a checkpoint") from error
    if any(_compare(model_state, model)):
        raise ValueError("a checkpoint of another model")
    optimizer.load_state_dict(optimizer_state)
    model.load_state_dict(model_state)
    return epoch


def load_partial(state, model):
    missing, unexpected, mismatched = _compare(state, model)
    fitting = {name: value for name, value in state.items() if name not in {*unexpected, *mismatched}}
    model.load_state_dict(fitting, strict=False)
    return missing, unexpected, mismatched


def _compare(state, model):
    own = model.state_dict()
    missing = sorted(own.keys() - state.keys())
    unexpected = sorted(state.keys() - own.keys())
    mismatched = sorted(name for name in own.keys() & state.keys() if own[name].shape != state[name].shape)
    return missing, unexpected, mismatched
