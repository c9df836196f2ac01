"""Collects what is no container with a stack, moves that, and lets copy.deepcopy rebuild the containers around it."""

from __future__ import annotations

import copy
from itertools import pairwise

import torch


def to_device(obj, device):
    moved = {}  # deepcopy's memo: what has an entry is not copied, but replaced by the entry
    seen = set()
    waiting = [obj]
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, (list, tuple)):
            waiting.extend(value)
        elif isinstance(value, dict):
            # Keys stay the very objects that they were.
            moved.update((id(key), key) for key in value)
            waiting.extend(value.values())
        elif isinstance(value, (torch.Tensor, torch.nn.Module)):
            moved[id(value)] = value.to(device)
        else:
            moved[id(value)] = value
    return copy.deepcopy(obj, moved)


def same_device(*tensors):
    return all(one.device == other.device for one, other in pairwise(tensors))
