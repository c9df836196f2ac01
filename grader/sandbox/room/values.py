"""What both directions of the codec share: tags, limits, tables of dtypes, and how values are traversed.

A message is a msgpack header of nodes and a body of raw buffers. `encoding` makes nodes of values, `decoding`
makes values of nodes in the judge, and `building` does so beside the learner's code.
"""

from __future__ import annotations

import functools
import re
from collections import namedtuple
from typing import Any

import msgpack
import numpy as np
import torch

MAX_DEPTH = 100  # nested containers; deeper needs recursion that Python's own limit (1,000) no longer covers
MAX_NODES = 200_000  # a tuple that holds itself twice, 50 deep, is 2**50 nodes
MAX_TENSORS = 16_384
MAX_DIMENSIONS = 16
MAX_INT_BYTES = 513  # 4,096 bits and a sign
MAX_FIELDS = 64
MAX_KEYS = 10_000  # keys that are not str: their hashes can be made to collide, which is quadratic
MAX_TEXT = 4_096  # longer texts travel in the body, not in the header
ALIGN = 16

(
    LIST, TUPLE, DICT, ORDERED, SET, FROZEN, NAMED, REF, INT, COMPLEX, TENSOR, ARRAY, SCALAR, DTYPE, DEVICE,
    LAYOUT, NPDTYPE, SLICE, ELLIPSIS, RANGE, GENERATOR, BYTES, TEXT, HANDLE, SCRATCH, EXPRESSION, RECIPE,
    OPTIMIZER, FORMAT,
) = range(29)  # fmt: skip

REQUIRES_GRAD, PARAMETER, META = 1, 2, 4

_DTYPE_NAMES = """
    float32 float64 float16 bfloat16 int64 int32 int16 int8 uint8 bool complex64 complex128 uint16
    uint32 uint64 complex32 float8_e4m3fn float8_e5m2 float8_e4m3fnuz float8_e5m2fnuz
"""
DTYPES: tuple[torch.dtype, ...] = tuple(
    getattr(torch, name) for name in _DTYPE_NAMES.split() if hasattr(torch, name)
)
DTYPE_INDEX = {dtype: index for index, dtype in enumerate(DTYPES)}
LAYOUTS = {str(layout): layout for layout in (torch.strided, torch.sparse_coo, torch.sparse_csr)}
FORMATS = {
    str(form): form
    for form in (torch.contiguous_format, torch.channels_last, torch.channels_last_3d, torch.preserve_format)
}
NUMPY_DTYPE = re.compile(r"[<>|](b1|[iu][1248]|f[248]|f16|c8|c16|c32)", re.ASCII)


class CannotSendError(Exception):
    """A value, or all of them together, cannot travel."""


class TooManyBytesError(CannotSendError):
    """The values are larger than allowed."""

    def __init__(self, limit: int, size: int) -> None:
        super().__init__(f"{size} bytes where {limit} are allowed")
        self.limit = limit
        self.size = size


class BadFrameError(Exception):
    """What arrived is not an encoded value."""


def pack(node: Any) -> bytes:
    """Turn encoded nodes into the bytes of a header."""
    return msgpack.packb(node, unicode_errors="surrogatepass")  # type: ignore[no-any-return]


def unpack(header: bytes) -> Any:
    """Turn the bytes of a header into encoded nodes; anything that is not msgpack raises BadFrameError."""
    try:
        return msgpack.unpackb(header, unicode_errors="surrogatepass", strict_map_key=False)
    except Exception as error:  # msgpack raises many kinds, and each means the same here
        raise BadFrameError(f"not msgpack: {type(error).__name__}") from None


def tensors_of(value: Any, *, arrays: bool = False) -> list[Any]:
    """List the tensors in `value` in order, each object once, through lists, tuples, dicts and sets.

    With `arrays`, ndarrays are listed too, in the same order.
    """
    found: list[Any] = []
    seen: set[int] = set()
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, torch.Tensor) or (arrays and isinstance(item, np.ndarray)):
            if id(item) not in seen:
                seen.add(id(item))
                found.append(item)
        elif isinstance(item, (list, tuple, set, frozenset, dict)) and id(item) not in seen:
            seen.add(id(item))
            parts = list(item.values()) if isinstance(item, dict) else list(item)
            stack.extend(reversed(parts))
    return found


@functools.lru_cache(maxsize=256)
def named_tuple(name: str, fields: tuple[str, ...]) -> type[Any]:
    """Return the one class for a namedtuple with these names."""
    return namedtuple(name, fields)


def field_names(kind: type) -> tuple[str, ...] | None:
    """Return the field names where `kind` is a plain namedtuple or one of torch's own named results."""
    if kind.__module__ == "torch.return_types":
        fields = getattr(kind, "__match_args__", None)
    else:
        fields = getattr(kind, "_fields", None)
        if kind.__bases__ != (tuple,):
            return None
    if type(fields) is tuple and fields and all(type(field) is str for field in fields):
        return fields
    return None


def is_plain_dtype(dtype: np.dtype[Any]) -> bool:
    """Tell whether arrays of this dtype can travel: numbers and bools, in either byte order."""
    return type(dtype.str) is str and NUMPY_DTYPE.fullmatch(dtype.str) is not None


def byte_bounds(value: np.ndarray[Any, Any]) -> tuple[int, int]:
    """Return the addresses of the first byte of an array and of the one after its last."""
    low = high = value.__array_interface__["data"][0]
    if not value.size:
        return low, low
    for size, stride in zip(value.shape, value.strides, strict=True):
        if stride > 0:
            high += (size - 1) * stride
        else:
            low += (size - 1) * stride
    return low, high + value.itemsize
