"""Moves a copy of the module.

en: Your function returns another module than the one it was given. Whose parameters does the optimizer hold?
zh: 你的函数返回的不是传入的那个模块。优化器手里拿的是谁的参数？
"""

from __future__ import annotations

import copy

import torch

CAUGHT_BY = "modules_are_moved_in_place"


def to_device(obj, device):
    return _move(obj, torch.device(device), {})


def _move(obj, device, memo):
    if id(obj) in memo:
        return memo[id(obj)]
    if isinstance(obj, torch.Tensor):
        moved = obj.to(device)
    elif isinstance(obj, torch.nn.Module):
        moved = copy.deepcopy(obj).to(device)
    elif isinstance(obj, list):
        moved = memo[id(obj)] = []
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
