"""A format of its own, without pickle: a line of JSON that describes the state, then the tensors' bytes one by one."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import numpy as np
import torch

MAGIC = b"CHECKPOINT 1 "


def _describe(value, chunks):
    """Turn `value` into what JSON can hold, with the bytes of each tensor appended to `chunks`."""
    if isinstance(value, torch.Tensor):
        array = value.detach().cpu().contiguous().numpy()
        chunks.append(array.tobytes())
        return ["tensor", array.dtype.str, list(array.shape)]
    if isinstance(value, dict):
        return ["dict", [[_describe(key, chunks), _describe(item, chunks)] for key, item in value.items()]]
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, [_describe(item, chunks) for item in value]]
    if value is None or isinstance(value, (bool, int, float, str)):
        return ["plain", value]
    raise TypeError(f"a checkpoint holds data only, and this is {type(value).__name__}")


def _rebuild(description, data, device):
    """Undo `_describe`; `data` is an iterator-like reader over the bytes."""
    kind, *rest = description
    if kind == "tensor":
        dtype, shape = np.dtype(rest[0]), rest[1]
        count = int(np.prod(shape, dtype=np.int64))
        array = np.frombuffer(data.take(count * dtype.itemsize), dtype=dtype).reshape(shape)
        return torch.tensor(array, device=device)
    if kind == "dict":
        return {_rebuild(key, data, device): _rebuild(item, data, device) for key, item in rest[0]}
    if kind in ("list", "tuple"):
        items = [_rebuild(item, data, device) for item in rest[0]]
        return items if kind == "list" else tuple(items)
    return rest[0]


class _Reader:
    def __init__(self, data):
        self.data, self.position = data, 0

    def take(self, count):
        self.position += count
        return self.data[self.position - count : self.position]


def save_checkpoint(path, model, optimizer, epoch):
    path, chunks = Path(path), []
    state = {"epoch": epoch, "model": model.state_dict(), "optimizer": optimizer.state_dict()}
    body = json.dumps(_describe(state, chunks)).encode() + b"\n" + b"".join(chunks)
    draft = path.parent / f".{path.name}.new"
    try:
        draft.write_bytes(MAGIC + b"%08x\n" % zlib.crc32(body) + body)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def load_checkpoint(path, model, optimizer, device):
    first, _, body = Path(path).read_bytes().partition(b"\n")
    if first != MAGIC + b"%08x" % zlib.crc32(body):
        raise ValueError("not a checkpoint, or damaged")
    text, _, numbers = body.partition(b"\n")
    try:
        state = _rebuild(json.loads(text), _Reader(numbers), device)
        epoch, weights, memory = state["epoch"], state["model"], state["optimizer"]
    except (KeyError, TypeError, RecursionError, json.JSONDecodeError) as error:
        raise ValueError("not a checkpoint") from error
    shapes = {name: tensor.shape for name, tensor in weights.items()}
    if shapes != {name: tensor.shape for name, tensor in model.state_dict().items()}:
        raise ValueError("a checkpoint of another model")
    optimizer.load_state_dict(memory)
    model.load_state_dict(weights)
    return epoch


def load_partial(state, model):
    own = model.state_dict()
    lists = {"missing": [], "unexpected": [], "mismatched": []}
    fitting = dict(own)
    for name in sorted({*own, *state}):
        if name not in state:
            lists["missing"].append(name)
        elif name not in own:
            lists["unexpected"].append(name)
        elif own[name].size() != state[name].size():
            lists["mismatched"].append(name)
        else:
            fitting[name] = state[name]
    model.load_state_dict(fitting)
    return lists["missing"], lists["unexpected"], lists["mismatched"]
