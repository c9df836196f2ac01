"""Saves the model and not the optimizer.

en: Training goes on differently after your checkpoint, as if the optimizer had been left out. What does an optimizer remember between two steps?
zh: 从你的检查点恢复之后，训练走了另一条路，像是没有保存优化器。优化器在两步之间记着哪些东西？
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import torch

CAUGHT_BY = "training_goes_on_as_if_never_interrupted"


def save_checkpoint(path, model, optimizer, epoch):
    checkpoint = {"model": model.state_dict(), "epoch": epoch}
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
        model_state = checkpoint["model"]
        epoch = checkpoint["epoch"]
    except Exception as error:
        raise ValueError("not a checkpoint") from error
    if any(_compare(model_state, model)):
        raise ValueError("a checkpoint of another model")
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
