"""Saves the parameters and not the buffers.

en: Something of the model is not in your checkpoint. What does a batch norm layer hold besides its parameters?
zh: 模型里有些东西没有进入你的检查点。批归一化层除了参数还有什么？
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import torch

CAUGHT_BY = "training_goes_on_as_if_never_interrupted"


def save_checkpoint(path, model, optimizer, epoch):
    checkpoint = {
        "model": {name: value.detach() for name, value in model.named_parameters()},
        "optimizer": optimizer.state_dict(),
        "epoch": epoch,
    }
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
    model_state = {**dict(model.named_buffers()), **model_state}
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
