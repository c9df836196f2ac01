"""Leaves the half-written draft when saving fails.

en: After a save that failed, something is left lying beside the checkpoint. Who removes it?
zh: 一次失败的保存之后，检查点旁边留下了别的东西。由谁来清理？
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import torch

CAUGHT_BY = "a_failed_save_keeps_the_old_file"


def save_checkpoint(path, model, optimizer, epoch):
    checkpoint = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}
    path = Path(path)
    draft = path.with_name(path.name + ".part")
    with draft.open("wb") as file:
        buffer = io.BytesIO()
        torch.save(checkpoint, buffer)
        file.write(hashlib.sha256(buffer.getvalue()).digest() + buffer.getvalue())
    draft.replace(path)


def load_checkpoint(path, model, optimizer, device):
    data = Path(path).read_bytes()
    digest, payload = data[:32], data[32:]
    if hashlib.sha256(payload).digest() != digest:
        raise ValueError("damaged")
    try:
        checkpoint = torch.load(io.BytesIO(payload), map_location=device, weights_only=True)
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
