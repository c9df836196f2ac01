"""The stand-in device: torch's lazy backend, which refuses to mix with CPU tensors, and what has to be mended of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

# Above the fault: these keys come before the one at which parts of a tensor lose their device.
_KEY = "AutogradLazy"

_library: Any = None


def start() -> bool:
    """Start the stand-in device and use it once, as no locked child can; False where it is missing."""
    try:
        import torch._lazy.ts_backend

        torch._lazy.ts_backend.init()  # type: ignore[no-untyped-call]
        (torch.ones(2).to("lazy") + 1).cpu()
        _mend()
    except Exception:  # the backend is not part of every build, and each build says so in its own way
        return False
    return True


def _mend() -> None:
    """Take a tensor apart by its own indexing.

    In torch 2.13 what comes out of `unbind`, `split`, `chunk` or a loop over a tensor on this device holds the right
    values and says that it is there, but the next operator leaves it on the CPU. `select` and `narrow` do not.
    """
    global _library
    kernels: dict[str, Callable[..., Any]] = {
        "unbind.int": _unbind,
        "split.Tensor": _split,
        "split_with_sizes": _split_with_sizes,
    }
    # It holds for as long as somebody keeps it.
    _library = torch.library.Library("aten", "IMPL")  # type: ignore[no-untyped-call]
    for name, kernel in kernels.items():
        _library.impl(name, kernel, _KEY)


def _unbind(x: Tensor, dim: int = 0) -> list[Tensor]:
    return [x.select(dim, index) for index in range(x.shape[dim])]


def _split(x: Tensor, size: int, dim: int = 0) -> list[Tensor]:
    length = x.shape[dim]
    if size < 0 or (size == 0 and length):
        raise RuntimeError(f"split expects split_size be non-negative, but got split_size={size}")
    if not length:
        return [x.narrow(dim, 0, 0)]
    return [x.narrow(dim, begin, min(size, length - begin)) for begin in range(0, length, size)]


def _split_with_sizes(x: Tensor, sizes: Sequence[int], dim: int = 0) -> list[Tensor]:
    if sum(sizes) != x.shape[dim]:
        raise RuntimeError(
            f"split_with_sizes expects sizes that add up to {x.shape[dim]}, but got {list(sizes)}"
        )
    parts, begin = [], 0
    for size in sizes:
        parts.append(x.narrow(dim, begin, size))
        begin += size
    return parts
