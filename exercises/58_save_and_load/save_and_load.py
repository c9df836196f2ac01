"""58 Saving and loading: a checkpoint that can be trusted.

Read question.md (or question.zh.md). Check your work: grade exercise 58
"""

from __future__ import annotations

import os
from collections.abc import Mapping

import torch


def save_checkpoint(
    path: str | os.PathLike[str], model: torch.nn.Module, optimizer: torch.optim.Optimizer, epoch: int
) -> None:
    """Write model, optimizer and epoch to the one file `path`, in a format of your own choice, whole or not at all.

    Whatever is raised on the way, the file that stood at `path` before is still there, and nothing else is.
    """
    raise NotImplementedError("save_checkpoint is yours to write")


def load_checkpoint(
    path: str | os.PathLike[str],
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    device: torch.device | str,
) -> int:
    """Bring `model` and `optimizer`, which live on `device`, into the saved state, in place; return the epoch.

    Raises ValueError, with model and optimizer unchanged, for a file that is damaged, cut short, no checkpoint at
    all, or holds anything but data, and for a checkpoint whose names or shapes are not those of `model`.
    """
    raise NotImplementedError("load_checkpoint is yours to write")


def load_partial(
    state: Mapping[str, torch.Tensor], model: torch.nn.Module
) -> tuple[list[str], list[str], list[str]]:
    """Load into `model`, in place, every tensor of `state` whose name and shape fit.

    Returns three sorted lists of names: (missing from `state`, unexpected in `state`, mismatched in shape).
    """
    raise NotImplementedError("load_partial is yours to write")
