"""Opens the old file for writing, and only then begins to save.

en: A save that failed has destroyed the file that was there before. When does the old file cease to exist in your function?
zh: 一次失败的保存毁掉了原来的文件。在你的函数里，旧文件是什么时候消失的？
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import torch

CAUGHT_BY = "a_failed_save_keeps_the_old_file"


def save_checkpoint(path, model, optimizer, epoch):
    checkpoint = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}
    with Path(path).open("wb") as file:
        file.write(bytes(32))
        torch.save(checkpoint, file)
    payload = Path(path).read_bytes()[32:]
    with Path(path).open("r+b") as file:
        file.write(hashlib.sha256(payload).digest())


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
