"""Detaches a tensor before it moves it.

en: Your function behaves like one that detaches what it moves. Should a gradient find its way back to the tensor that came in?
zh: 你的函数像是在移动之前先 detach 了张量。梯度是否应当能够回到传入的那个张量？
"""

from __future__ import annotations

import copy

import torch

CAUGHT_BY = "gradients_flow_back"


def to_device(obj, device):
    return _move(obj, torch.device(device), {})


def _move(obj, device, memo):
    if id(obj) in memo:
        return memo[id(obj)]
    if isinstance(obj, torch.Tensor):
        moved = obj if obj.to(device) is obj else obj.detach().to(device)
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
