"""Clones tensors that are already there.

en: Your function copies tensors that are already on the device. What does Tensor.to return when there is nothing to do?
zh: 你的函数会复制已经在目标设备上的张量。没有事情可做时，Tensor.to 返回什么？
"""

from __future__ import annotations

import copy

import torch

CAUGHT_BY = "what_is_there_already_is_not_copied"


def to_device(obj, device):
    return _move(obj, torch.device(device), {})


def _move(obj, device, memo):
    if id(obj) in memo:
        return memo[id(obj)]
    if isinstance(obj, torch.Tensor):
        moved = obj.to(device, copy=True)
    elif isinstance(obj, torch.nn.Module):
        moved = obj.to(device)
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
