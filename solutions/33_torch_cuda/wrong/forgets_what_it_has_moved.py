"""Keeps no memo of what was moved.

en: Your function behaves like one that does not remember what it has already moved. What becomes of a tensor that occurs twice, or of a list that holds itself?
zh: 你的函数像是不记得已经移动过什么。一个出现两次的张量，或是一个包含自身的列表，会变成什么？
"""

from __future__ import annotations

import copy

import torch

CAUGHT_BY = "what_is_shared_stays_shared"


def to_device(obj, device):
    return _move(obj, torch.device(device), {})


def _move(obj, device, memo):
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
        for key, value in obj.items():
            moved[key] = _move(value, device, memo)
    elif isinstance(obj, tuple):
        items = [_move(item, device, memo) for item in obj]
        moved = type(obj)._make(items) if hasattr(obj, "_make") else type(obj)(items)
    else:
        return obj
    memo[id(obj)] = moved
    return moved


def same_device(*tensors):
    return all(tensor.device == tensors[0].device for tensor in tensors)
