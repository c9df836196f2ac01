"""What torch imports only at first use, done once before any child is forked, by named sets."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from .building import BuildingDecoder
from .child import seed_everything
from .encoding import ExactEncoder, PlainEncoder
from .errors import describe
from .values import pack, unpack


def _optim() -> None:
    """One step of every optimizer: the first one imports half of torch's compiler, 1.9 s."""
    from .build import OPTIMIZERS

    for name in sorted(OPTIMIZERS):
        parameter = torch.nn.Parameter(torch.ones(2))
        parameter.grad = torch.ones(2)
        optimizer = getattr(torch.optim, name)([parameter])
        optimizer.step()
        optimizer.zero_grad()


def _print() -> None:
    str(torch.tensor([1.0, float("nan")]))


def rehearse() -> None:
    """Go once through what every child does, so that no child pays for first uses."""
    values = [torch.ones(2), np.ones(2), {"a": (1, 2.0)}]
    encoder = ExactEncoder(lambda value: None)
    tree = encoder.encode(values)
    table, buffers = encoder.finish()
    tree = unpack(pack(tree))
    decoder = BuildingDecoder(table, bytearray(b"".join(buffers)), lambda number, path: None, str, "cpu")
    PlainEncoder(lambda value: [], 1 << 20).encode(decoder.decode(tree))
    try:
        exec(compile("raise ValueError", "rehearsal.py", "exec"), {})
    except ValueError as error:
        describe(error, "rehearsal.py")
    seed_everything(0, every_device=False)  # imports numpy.random, 11 ms


def lazy_device() -> bool:
    """Start the stand-in device and use it once, since neither works in a locked child; False where it is missing."""
    try:
        import torch._lazy.ts_backend

        torch._lazy.ts_backend.init()  # type: ignore[no-untyped-call]
        (torch.ones(2).to("lazy") + 1).cpu()
    except Exception:  # the backend is not part of every build, and each build says so in its own way
        return False
    return True


SETS: dict[str, Callable[[], None]] = {"optim": _optim, "print": _print}
