"""Values to nodes and buffers: exactly as they lie in memory for the child, contiguous for the judge."""

from __future__ import annotations

import ctypes
import math
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from . import build
from .values import (
    ALIGN,
    ARRAY,
    BYTES,
    COMPLEX,
    DEVICE,
    DICT,
    DTYPE,
    DTYPE_INDEX,
    ELLIPSIS,
    EXPRESSION,
    FORMAT,
    FROZEN,
    GENERATOR,
    INT,
    LAYOUT,
    LAYOUTS,
    LIST,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    MAX_INT_BYTES,
    MAX_NODES,
    MAX_TENSORS,
    MAX_TEXT,
    META,
    NAMED,
    NPDTYPE,
    OPTIMIZER,
    ORDERED,
    PARAMETER,
    RANGE,
    RECIPE,
    REF,
    REQUIRES_GRAD,
    SCALAR,
    SCRATCH,
    SET,
    SLICE,
    TENSOR,
    TEXT,
    TUPLE,
    CannotSendError,
    TooManyBytesError,
    byte_bounds,
    field_names,
    is_plain_dtype,
)
from .wire import Buffer

_BORROW = 1 << 15  # from this size on a buffer is sent where it lies instead of being copied first


def _memory(address: int, size: int) -> Buffer:
    """Return `size` bytes at `address`: copied when that is cheaper than a view of them."""
    if size < _BORROW:
        return ctypes.string_at(address, size)
    return memoryview((ctypes.c_char * size).from_address(address)).cast("B")


class Encoder:
    """Encodes the values of one message, in containers that keep their identity.

    `nodes` go into the header; `finish` returns the table of buffers for the header and the buffers
    themselves.
    """

    def __init__(self, body_limit: int | None = None) -> None:
        self._memo: dict[int, int] = {}
        self._kept: list[Any] = []  # ids of temporaries must not be used again within this message
        self._depth = 0
        self._nodes = 0
        self._tensors = 0
        self._body_limit = body_limit
        self._size = 0

    def encode(self, value: Any) -> Any:
        """Return the node for `value`."""
        kind = type(value)
        if kind is float or kind is bool or value is None:
            return value
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise CannotSendError(f"more than {MAX_NODES} values")
        method = _ENCODERS.get(kind)
        if method is None:
            return self._other(value)
        if kind in _SHARED:
            number = self._memo.get(id(value))
            if number is not None:
                return [REF, number]
            self._memo[id(value)] = len(self._memo)
            self._kept.append(value)
        if self._depth >= MAX_DEPTH:
            raise CannotSendError(f"nested more than {MAX_DEPTH} deep")
        self._depth += 1
        node = method(self, value)
        self._depth -= 1
        return node

    def finish(self) -> tuple[list[Any], list[Buffer]]:
        """Return (table for the header, buffers)."""
        raise NotImplementedError

    def _other(self, value: Any) -> Any:
        fields = field_names(type(value)) if isinstance(value, tuple) else None
        if fields is None:
            return self._foreign(value)
        if len(value) != len(fields):
            return self._foreign(value)
        self._meet(type(value), fields)
        if self._depth >= MAX_DEPTH:
            raise CannotSendError(f"nested more than {MAX_DEPTH} deep")
        self._depth += 1
        node = [NAMED, type(value).__name__, list(fields), *map(self.encode, value)]
        self._depth -= 1
        return node

    def _foreign(self, value: Any) -> Any:
        raise NotImplementedError

    def _meet(self, kind: type, fields: tuple[str, ...]) -> None:
        """Take note of a class of namedtuples."""

    def _int(self, value: int) -> Any:
        if -(1 << 63) <= value < 1 << 64:
            return value
        size = value.bit_length() // 8 + 1
        if size > MAX_INT_BYTES:
            raise CannotSendError(f"an int of {value.bit_length()} bits")
        return [INT, value.to_bytes(size, "little", signed=True)]

    def _text(self, value: str) -> Any:
        if len(value) <= MAX_TEXT:
            return value
        return [TEXT, self._buffer(value.encode("utf-8", "surrogatepass"))]

    def _bytes(self, value: bytes) -> Any:
        return value if len(value) <= MAX_TEXT else [BYTES, self._buffer(value)]

    def _complex(self, value: complex) -> Any:
        return [COMPLEX, value.real, value.imag]

    def _list(self, value: list[Any]) -> Any:
        return [LIST, *map(self.encode, value)]

    def _tuple(self, value: tuple[Any, ...]) -> Any:
        return [TUPLE, *map(self.encode, value)]

    def _dict(self, value: dict[Any, Any]) -> Any:
        node = [DICT if type(value) is dict else ORDERED]
        for key, item in value.items():
            node.append(self.encode(key))
            node.append(self.encode(item))
        return node

    def _set(self, value: set[Any]) -> Any:
        return [SET, *map(self.encode, value)]

    def _frozenset(self, value: frozenset[Any]) -> Any:
        return [FROZEN, *map(self.encode, value)]

    def _slice(self, value: slice) -> Any:
        return [SLICE, self.encode(value.start), self.encode(value.stop), self.encode(value.step)]

    def _range(self, value: range) -> Any:
        return [RANGE, self.encode(value.start), self.encode(value.stop), self.encode(value.step)]

    def _ellipsis(self, _value: Any) -> Any:
        return [ELLIPSIS]

    def _dtype(self, value: torch.dtype) -> Any:
        index = DTYPE_INDEX.get(value)
        return self._foreign(value) if index is None else [DTYPE, index]

    def _device(self, value: torch.device) -> Any:
        return [DEVICE, str(value)]

    def _layout(self, value: torch.layout) -> Any:
        return [LAYOUT, str(value)] if str(value) in LAYOUTS else self._foreign(value)

    def _format(self, value: torch.memory_format) -> Any:
        return [FORMAT, str(value)]

    def _np_dtype(self, value: np.dtype[Any]) -> Any:
        return [NPDTYPE, value.str] if is_plain_dtype(value) else self._foreign(value)

    def _np_scalar(self, value: np.generic) -> Any:
        return [SCALAR, value.dtype.str, value.tobytes()]

    def _generator(self, value: torch.Generator) -> Any:
        if value.device.type != "cpu":
            return self._foreign(value)
        return [GENERATOR, self._buffer(value.get_state().numpy().tobytes())]

    def _tensor(self, value: torch.Tensor) -> Any:
        index = DTYPE_INDEX.get(value.dtype)
        if (
            index is None
            or value.layout is not torch.strided
            or value.is_quantized
            or value.dim() > MAX_DIMENSIONS
        ):
            raise CannotSendError(f"a tensor of {value.dtype}, {value.layout}, {value.dim()} dimensions")
        self._tensors += 1
        if self._tensors > MAX_TENSORS:
            raise CannotSendError(f"more than {MAX_TENSORS} tensors")
        flags = (REQUIRES_GRAD if value.requires_grad else 0) | (
            PARAMETER if type(value) is _PARAMETER else 0
        )
        plain = value.detach()
        if plain.device.type == "meta":
            return [TENSOR, index, -1, list(plain.shape), flags | META]
        if plain.device.type != "cpu":
            self._check_room(plain.numel() * plain.element_size())
            plain = plain.cpu()
        if plain._is_zerotensor():  # zeros without memory, as forward-mode derivatives give them
            plain = plain.clone()
        if plain.is_conj() or plain.is_neg():
            plain = plain.resolve_conj().resolve_neg()
        return self._strided(plain, index, flags)

    def _check_room(self, size: int) -> None:
        if self._body_limit is not None and self._size + size > self._body_limit:
            raise TooManyBytesError(self._body_limit, self._size + size)

    def _room_for(self, size: int) -> None:
        size = -(-size // ALIGN) * ALIGN
        self._check_room(size)
        self._size += size

    def _buffer(self, data: bytes) -> int:
        raise NotImplementedError

    def _strided(self, value: torch.Tensor, index: int, flags: int) -> Any:
        raise NotImplementedError

    def _array(self, value: np.ndarray[Any, Any]) -> Any:
        raise NotImplementedError


class PlainEncoder(Encoder):
    """Encodes for the judge: every tensor contiguous, whatever is not data by `refer`."""

    def __init__(self, refer: Callable[[Any], list[Any]], body_limit: int) -> None:
        super().__init__(body_limit)
        self._refer = refer
        self._buffers: list[Buffer] = []
        self._sizes: list[int] = []

    def finish(self) -> tuple[list[Any], list[Buffer]]:
        """Return (sizes of the buffers, buffers with their padding)."""
        return self._sizes, self._buffers

    def handle(self, value: Any) -> Any:
        """Return the node of a handle, whether `value` is data or not."""
        # The other side counts it; a key of its own keeps the value itself free to be sent as data too.
        token = object()
        self._memo[id(token)] = len(self._memo)
        self._kept.append(token)
        return self._refer(value)

    def _foreign(self, value: Any) -> Any:
        number = self._memo.get(id(value))
        if number is not None:
            return [REF, number]
        self._memo[id(value)] = len(self._memo)
        self._kept.append(value)
        return self._refer(value)

    def _append(self, data: Buffer, size: int) -> int:
        self._buffers.append(data)
        if size % ALIGN:
            self._buffers.append(bytes(ALIGN - size % ALIGN))
        self._sizes.append(size)
        return len(self._sizes) - 1

    def _buffer(self, data: bytes) -> int:
        self._room_for(len(data))
        return self._append(data, len(data))

    def _strided(self, value: torch.Tensor, index: int, flags: int) -> Any:
        size = value.numel() * value.element_size()
        self._room_for(size)
        plain = value.contiguous()
        self._kept.append(plain)
        place = self._append(_memory(plain.data_ptr(), size), size)
        return [TENSOR, index, place, list(plain.shape), flags]

    def _array(self, value: np.ndarray[Any, Any]) -> Any:
        if not is_plain_dtype(value.dtype) or value.ndim > MAX_DIMENSIONS:
            # Its number in the memo is taken already, and the other side counts a handle as one too.
            return self._refer(value)
        self._tensors += 1
        if self._tensors > MAX_TENSORS:
            raise CannotSendError(f"more than {MAX_TENSORS} arrays")
        self._room_for(value.size * value.itemsize)
        data = value.tobytes()
        return [ARRAY, value.dtype.str, self._append(data, len(data)), list(value.shape)]


class ExactEncoder(Encoder):
    """Encodes for the child: strides, offsets and shared storage as they are.

    `refer` gives the node of a handle, or None for what is none. `known` collects the classes of namedtuples.
    """

    def __init__(self, refer: Callable[[Any], list[Any] | None], known: dict[Any, type]) -> None:
        super().__init__()
        self._known = known
        self._refer = refer
        self._places: dict[Any, int] = {}
        self._storages: list[_Storage] = []
        self._arrays: list[list[Any]] = []

    def finish(self) -> tuple[list[Any], list[Buffer]]:
        """Return (table of [bytes sent, where they start, bytes in all, number of users], buffers)."""
        for node in self._arrays:  # where a storage starts is known only now
            node[5] = node[5] - self._storages[node[2]].low if math.prod(node[3]) else 0
        table: list[Any] = []
        buffers: list[Buffer] = []
        for storage in self._storages:
            size = storage.high - storage.low
            table.append([size, storage.low - storage.origin, storage.high - storage.origin, storage.users])
            if size:
                buffers.append(storage.data if storage.data is not None else _memory(storage.low, size))
                if size % ALIGN:
                    buffers.append(bytes(ALIGN - size % ALIGN))
        return table, buffers

    def _foreign(self, value: Any) -> Any:
        kind = type(value)
        if kind is build.ScratchPath:
            return [SCRATCH, value.name]
        if kind is build.Expression:
            return [EXPRESSION, *value.to_data()]
        if kind is build.Recipe or kind is build.OptimizerRecipe:
            number = self._memo.get(id(value))
            if number is not None:
                return [REF, number]
            self._memo[id(value)] = len(self._memo)
            self._kept.append(value)
            if kind is build.Recipe:
                return [RECIPE, self._temporary(value.to_data())]
            return [OPTIMIZER, value.name, self.encode(value.target), self._temporary(dict(value.options))]
        node = self._refer(value)
        if node is None:
            raise CannotSendError(f"a value of type {kind.__module__}.{kind.__qualname__}: {value!r:.80}")
        return node

    def _meet(self, kind: type, fields: tuple[str, ...]) -> None:
        if kind.__bases__ == (tuple,) and kind.__module__ != "torch.return_types":
            self._known[kind.__name__, fields] = kind

    def _temporary(self, value: Any) -> Any:
        self._kept.append(value)
        return self.encode(value)

    def _buffer(self, data: bytes) -> int:
        self._storages.append(_Storage(0, 0, len(data), 1, data))
        return len(self._storages) - 1

    def _share(self, key: Any, origin: int, low: int, high: int) -> int:
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = len(self._storages)
            self._storages.append(_Storage(origin, low, high, 1, None))
        else:
            storage = self._storages[place]
            storage.origin = min(storage.origin, origin)
            storage.low = min(storage.low, low)
            storage.high = max(storage.high, high)
            storage.users += 1
        return place

    def _strided(self, value: torch.Tensor, index: int, flags: int) -> Any:
        width = value.element_size()
        strides: tuple[int, ...] = value.stride()
        offset = int(value.storage_offset())
        self._kept.append(value)
        if value.numel():
            last = sum((size - 1) * stride for size, stride in zip(value.shape, strides, strict=True))
            low = int(value.data_ptr())
            origin = low - offset * width
            place = self._share(origin, origin, low, low + (last + 1) * width)
        else:
            place = self._share(object(), 0, 0, 0)
            offset = 0
        return [TENSOR, index, place, list(value.shape), flags, list(strides), offset]

    def _array(self, value: np.ndarray[Any, Any]) -> Any:
        if not is_plain_dtype(value.dtype):
            raise CannotSendError(f"an ndarray of dtype {value.dtype}")
        base: Any = value
        while isinstance(base.base, np.ndarray):
            base = base.base
        address = value.__array_interface__["data"][0]
        low, high = byte_bounds(value)
        key: Any = ("array", base.__array_interface__["data"][0]) if value.size else object()
        place = self._share(key, low, low, high)
        node = [
            ARRAY,
            value.dtype.str,
            place,
            list(value.shape),
            list(value.strides),
            address,
            value.flags.writeable,
        ]
        self._arrays.append(node)
        return node


class _Storage:
    """A stretch of memory that one or more tensors or arrays of a message lie in."""

    __slots__ = ("data", "high", "low", "origin", "users")

    def __init__(self, origin: int, low: int, high: int, users: int, data: bytes | None) -> None:
        self.origin = origin
        self.low = low
        self.high = high
        self.users = users
        self.data = data


_PARAMETER = torch.nn.Parameter
_SCALARS = tuple({np.dtype(code).type for code in "?bBhHiIlLqQefdgFDG"})
_ENCODERS: dict[type, Callable[..., Any]] = {
    int: Encoder._int,
    str: Encoder._text,
    bytes: Encoder._bytes,
    complex: Encoder._complex,
    list: Encoder._list,
    tuple: Encoder._tuple,
    torch.Size: Encoder._tuple,
    dict: Encoder._dict,
    OrderedDict: Encoder._dict,
    set: Encoder._set,
    frozenset: Encoder._frozenset,
    slice: Encoder._slice,
    range: Encoder._range,
    type(...): Encoder._ellipsis,
    torch.dtype: Encoder._dtype,
    torch.device: Encoder._device,
    torch.layout: Encoder._layout,
    torch.memory_format: Encoder._format,
    torch.Tensor: Encoder._tensor,
    _PARAMETER: Encoder._tensor,
    torch.Generator: Encoder._generator,
    np.ndarray: lambda encoder, value: encoder._array(value),
    **dict.fromkeys(_SCALARS, Encoder._np_scalar),
    **{type(np.dtype(code)): Encoder._np_dtype for code in "?bBhHiIlLqQefdgFDG"},
}
_SHARED = frozenset((list, dict, OrderedDict, set, torch.Tensor, _PARAMETER, torch.Generator, np.ndarray))
