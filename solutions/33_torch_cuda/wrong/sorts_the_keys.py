"""Rebuilds dictionaries in the order of their keys' texts.

en: Your function behaves like one that sorts the keys of a dictionary. Whose order should the result have?
zh: 你的函数像是对字典的键做了排序。结果应当保持谁的顺序？
"""

from __future__ import annotations

import copy

import torch

CAUGHT_BY = "types_order_and_values_stay"


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
        moved = memo[id(obj)] = []
        for item in obj:
            moved.append(_move(item, device, memo))
    elif isinstance(obj, dict):
        moved = memo[id(obj)] = copy.copy(obj)
        moved.clear()
        for key in sorted(obj, key=str):
            moved[key] = _move(obj[key], device, memo)
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
