"""Two passes without recursion: first every container's children, then every container, the deepest first."""

from __future__ import annotations

import copy

import torch


def _children(value):
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, (list, tuple)) else []


def to_device(obj, device):
    target = torch.device(device)
    made = {}
    stack = [(obj, False)]
    while stack:
        value, children_done = stack.pop()
        key = id(value)
        if key in made:
            continue
        if isinstance(value, (torch.Tensor, torch.nn.Module)):
            made[key] = value.to(target)
        elif isinstance(value, (list, dict)):
            # Empty for now: filled below, once all that it holds exists. This is what makes cycles possible.
            made[key] = copy.copy(value)
            stack.extend((child, False) for child in _children(value))
        elif isinstance(value, tuple):
            if children_done:
                items = [made[id(child)] for child in value]
                made[key] = type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
            else:
                stack.append((value, True))
                stack.extend((child, False) for child in value)
        else:
            made[key] = value

    filled = set()
    stack = [obj]
    while stack:
        value = stack.pop()
        if id(value) in filled:
            continue
        filled.add(id(value))
        stack.extend(_children(value))
        if isinstance(value, list):
            made[id(value)][:] = [made[id(child)] for child in value]
        elif isinstance(value, dict):
            made[id(value)].update((name, made[id(child)]) for name, child in value.items())
    return made[id(obj)]


def same_device(*tensors):
    first, *others = (tensor.device for tensor in tensors) if tensors else (None,)
    return others.count(first) == len(others)
