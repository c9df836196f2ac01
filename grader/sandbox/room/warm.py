"""What torch imports only at first use, done once before any child is forked, by named sets."""

from __future__ import annotations

import importlib
import site
import tempfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
import torch

from .building import BuildingDecoder
from .child import seed_everything
from .encoding import ExactEncoder, PlainEncoder
from .errors import describe
from .values import pack, unpack

# Compiled modules cannot be kept in memory to be imported later, so those of general use are imported here.
_COMPILED = """
    array _bisect _bz2 _codecs_cn _codecs_jp _codecs_kr _codecs_tw _contextvars cmath _csv _ctypes _datetime _decimal
    _elementtree fcntl grp _hashlib _heapq _json _lsprof _lzma math mmap _multibytecodec _opcode _pickle
    _posixsubprocess _queue _random resource select _socket _sqlite3 _ssl _statistics _struct termios unicodedata
    _uuid zlib _zoneinfo pyexpat _asyncio numpy.fft numpy.linalg numpy.random encodings.idna stringprep sqlite3
    numpy.polynomial numpy.ma decimal
"""


def _optim() -> None:
    """One step of every optimizer: the first one imports half of torch's compiler, 1.9 s."""
    from .build import OPTIMIZERS

    for name in sorted(OPTIMIZERS):
        parameter = torch.nn.Parameter(torch.ones(2))
        parameter.grad = torch.ones(2)
        optimizer = getattr(torch.optim, name)([parameter])
        optimizer.step()
        optimizer.zero_grad()


def _func() -> None:
    """One derivative of each kind by torch.func: the first one imports half of torch's compiler, 2.2 s."""
    x = torch.ones(2)
    torch.func.vmap(torch.func.grad(torch.sin))(x)
    torch.func.vjp(torch.sin, x)
    torch.func.jvp(torch.sin, (x,), (x,))


def _print() -> None:
    str(torch.tensor([1.0, float("nan")]))


def _nothing(*_arguments: object) -> list[Any]:
    return []


def rehearse() -> None:
    """Go once through what every child does, so that no child pays for first uses."""
    for name in _COMPILED.split():
        with suppress(ImportError):
            importlib.import_module(name)
    tempfile.tempdir = "/tmp"  # or it looks for a folder that it can write to, and there is none
    site.setquit()  # `exit` and `quit`, which an interpreter started without site lacks
    values = [torch.ones(2), np.ones(2), {"a": (1, 2.0)}]
    encoder = ExactEncoder(_nothing, {})
    tree = encoder.encode(values)
    table, buffers = encoder.finish()
    tree = unpack(pack(tree))
    decoder = BuildingDecoder(table, bytearray(b"".join(buffers)), _nothing, _nothing, "cpu")
    PlainEncoder(_nothing, 1 << 20).encode(decoder.decode(tree))
    try:
        exec(compile("raise ValueError", "rehearsal.py", "exec"), {})
    except ValueError as error:
        describe(error, "rehearsal.py")
    seed_everything(0, every_device=False)  # imports numpy.random, 11 ms


def _lazy() -> None:
    """In-place operators on the stand-in device: the first one imports sympy and 500 modules more, 0.7 s."""
    value = torch.ones(2).to("lazy")
    value.add_(1).exp_().mul_(2)
    torch.logsumexp(value, 0).cpu()


SETS: dict[str, Callable[[], None]] = {"func": _func, "lazy": _lazy, "optim": _optim, "print": _print}
