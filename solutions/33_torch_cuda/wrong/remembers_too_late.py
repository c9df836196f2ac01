"""Remembers a list only when it is finished.

en: Your function never comes back from a list that holds itself. When must the new list be known to those inside it?
zh: 你的函数遇到包含自身的列表就再也回不来。里面的元素必须在什么时候就能找到新列表？
"""

from __future__ import annotations

import copy

import torch

CAUGHT_BY = "cycles_stay_cycles"


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
        moved = []
        for item in obj:
            moved.append(_move(item, device, memo))
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
