"""Takes a module for one of the things that pass through.

en: Your function leaves modules where they are. Which of its tensors should be on the device afterwards?
zh: 你的函数把模块留在了原处。之后它的哪些张量应当位于目标设备上？
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
