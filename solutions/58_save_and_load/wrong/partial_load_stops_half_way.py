"""Leaves the shapes to load_state_dict, which raises.

en: Your load_partial fails when a shape differs, with some tensors loaded already. Does strict=False forgive shapes?
zh: 你的 load_partial 遇到形状不同就出错，而此时部分张量已经加载。strict=False 会容忍形状不同吗？
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import torch

CAUGHT_BY = "load_partial_loads_what_fits"


def save_checkpoint(path, model, optimizer, epoch):
    checkpoint = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}
    buffer = io.BytesIO()
    torch.save(checkpoint, buffer)
    payload = buffer.getvalue()
    path = Path(path)
    draft = path.with_name(path.name + ".part")
    try:
        draft.write_bytes(hashlib.sha256(payload).digest() + payload)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


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
    model.load_state_dict(state, strict=False)
    return missing, unexpected, mismatched


def _compare(state, model):
    own = model.state_dict()
    missing = sorted(own.keys() - state.keys())
    unexpected = sorted(state.keys() - own.keys())
    mismatched = sorted(name for name in own.keys() & state.keys() if own[name].shape != state[name].shape)
    return missing, unexpected, mismatched
