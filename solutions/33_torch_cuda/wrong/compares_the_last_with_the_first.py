"""Compares only the last tensor with the first.

en: Your same_device behaves like one that looks at the two ends. What about the tensors between them?
zh: 你的 same_device 像是只看了首尾两个。中间的张量呢？
"""

from __future__ import annotations

import copy

import torch

CAUGHT_BY = "same_device_compares_all"


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
    return not tensors or tensors[-1].device == tensors[0].device
