"""Writes the moved values into the containers it was given.

en: Your function behaves like one that changes the lists and dictionaries it was given. What will the caller find in its own structure?
zh: 你的函数像是改动了传给它的列表和字典。调用者回头看自己的结构时会发现什么？
"""

from __future__ import annotations

import copy

import torch

CAUGHT_BY = "containers_are_new"


def to_device(obj, device):
    return _move(obj, torch.device(device), {})


def _move(obj, device, memo):
    if id(obj) in memo:
        return memo[id(obj)]
    if isinstance(obj, torch.Tensor):
        moved = obj.to(device)
    elif isinstance(obj, torch.nn.Module):
        moved = obj.to(device)
    elif isinstance(obj, list):
        moved = memo[id(obj)] = obj
        for position, item in enumerate(obj):
            moved[position] = _move(item, device, memo)
    elif isinstance(obj, dict):
        moved = memo[id(obj)] = copy.copy(obj)
        for key, value in obj.items():
            moved[key] = _move(value, device, memo)
    elif isinstance(obj, tuple):
        items = [_move(item, device, memo) for item in obj]
        if id(obj) in memo:
            return memo[id(obj)]
        moved = type(obj)._make(items) if hasattr(obj, "_make") else type(obj)(items)
    else:
        return obj
    memo[id(obj)] = moved
    return moved


def same_device(*tensors):
    return all(tensor.device == tensors[0].device for tensor in tensors)
