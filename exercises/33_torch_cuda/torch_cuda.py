"""33 torch.cuda: move a whole structure to a device.

Read question.md (or question.zh.md). Check your work: grade exercise 33
"""

from __future__ import annotations

from typing import Any

import torch


def to_device(obj: Any, device: torch.device | str) -> Any:
    """Return `obj` with every tensor and module in it on `device`.

    Lists, tuples, named tuples and dictionaries, nested to any depth, are rebuilt with their own types and in their
    own order; what occurs twice in `obj` occurs twice in the result, and cycles stay cycles. Tensors already on
    `device` are returned as they are. A module is moved in place and returned. Anything else is returned as it is.
    """
    raise NotImplementedError("to_device is yours to write")


def same_device(*tensors: torch.Tensor) -> bool:
    """Return whether all `tensors`, of any shapes and dtypes, live on one device; True where there are none."""
    raise NotImplementedError("same_device is yours to write")
