"""Nodes and buffers to values, in the judge: nothing that arrives is believed."""

from __future__ import annotations

import keyword
import math
import re
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from .values import (
    ALIGN,
    ARRAY,
    BYTES,
    COMPLEX,
    DEVICE,
    DICT,
    DTYPE,
    DTYPES,
    ELLIPSIS,
    EXPRESSION,
    FORMAT,
    FORMATS,
    FROZEN,
    GENERATOR,
    HANDLE,
    INT,
    LAYOUT,
    LAYOUTS,
    LIST,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    MAX_FIELDS,
    MAX_INT_BYTES,
    MAX_KEYS,
    MAX_TENSORS,
    META,
    NAMED,
    NPDTYPE,
    NUMPY_DTYPE,
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
    BadFrameError,
    named_tuple,
)

_DEVICE_NAME = re.compile(r"[a-z]{1,20}(:[0-9]{1,3})?", re.ASCII)
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}", re.ASCII)
_GENERATOR_BYTES = torch.Generator().get_state().numel()


def _name_is_fine(name: Any) -> bool:
    return type(name) is str and _FIELD_NAME.fullmatch(name) is not None and not keyword.iskeyword(name)


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


class Decoder:
    """Decodes the nodes of one message; what is not exactly as an encoder writes it raises BadFrameError."""

    def __init__(self, body: bytearray) -> None:
        self._body = body
        self._memo: list[Any] = []
        self._depth = 0
        self._keys = 0

    def decode(self, node: Any) -> Any:
        """Return the value of a node."""
        kind = type(node)
        if kind is not list:
            if node is None or kind in _BARE:
                return node
            raise BadFrameError(f"a bare {kind.__name__}")
        if not node or type(node[0]) is not int:
            raise BadFrameError("a node without a tag")
        method = _DECODERS.get(node[0])
        if method is None or self._depth > MAX_DEPTH:
            raise BadFrameError(f"an unknown tag {node[0]}, or too deep")
        self._depth += 1
        value = method(self, node)
        self._depth -= 1
        return value

    def _reserve(self, value: Any = None) -> int:
        self._memo.append(value)
        return len(self._memo) - 1

    def _ref(self, node: list[Any]) -> Any:
        (number,) = node[1:]
        if not _is_count(number) or number >= len(self._memo):
            raise BadFrameError("a reference to nothing")
        return self._memo[number]

    def _int(self, node: list[Any]) -> int:
        (data,) = node[1:]
        if type(data) is not bytes or len(data) > MAX_INT_BYTES:
            raise BadFrameError("a malformed int")
        return int.from_bytes(data, "little", signed=True)

    def _complex(self, node: list[Any]) -> complex:
        real, imaginary = node[1:]
        if type(real) is not float or type(imaginary) is not float:
            raise BadFrameError("a malformed complex")
        return complex(real, imaginary)

    def _text(self, node: list[Any]) -> str:
        return self._slab(node[1:]).decode("utf-8", "surrogatepass")

    def _bytes(self, node: list[Any]) -> bytes:
        return self._slab(node[1:])

    def _list(self, node: list[Any]) -> list[Any]:
        value: list[Any] = []
        self._reserve(value)
        value.extend(map(self.decode, node[1:]))
        return value

    def _tuple(self, node: list[Any]) -> tuple[Any, ...]:
        return tuple([self.decode(item) for item in node[1:]])

    def _dict(self, node: list[Any]) -> dict[Any, Any]:
        value: dict[Any, Any] = {} if node[0] == DICT else OrderedDict()
        self._reserve(value)
        if len(node) % 2 == 0:
            raise BadFrameError("a dict with half an item")
        for place in range(1, len(node), 2):
            key = self._key(node[place])
            value[key] = self.decode(node[place + 1])
        return value

    def _key(self, node: Any) -> Any:
        if type(node) is not str:
            self._keys += 1
            if self._keys > MAX_KEYS:
                raise BadFrameError(f"more than {MAX_KEYS} keys")
        return self.decode(node)

    def _set(self, node: list[Any]) -> set[Any]:
        value: set[Any] = set()
        self._reserve(value)
        value.update(map(self._key, node[1:]))
        return value

    def _frozenset(self, node: list[Any]) -> frozenset[Any]:
        return frozenset(map(self._key, node[1:]))

    def _named(self, node: list[Any]) -> Any:
        name, fields = node[1:3]
        values = node[3:]
        if type(fields) is not list or not len(fields) == len(values) <= MAX_FIELDS:
            raise BadFrameError("a malformed namedtuple")
        if not all(map(_name_is_fine, [name, *fields])) or len(set(fields)) != len(fields):
            raise BadFrameError("a namedtuple with a bad name")
        return self._named_class(name, tuple(fields))(*map(self.decode, values))

    def _named_class(self, name: str, fields: tuple[str, ...]) -> type[Any]:
        return named_tuple(name, fields)

    def _slice(self, node: list[Any]) -> slice:
        start, stop, step = node[1:]
        return slice(self.decode(start), self.decode(stop), self.decode(step))

    def _range(self, node: list[Any]) -> range:
        start, stop, step = node[1:]
        return range(self.decode(start), self.decode(stop), self.decode(step))

    def _ellipsis(self, _node: list[Any]) -> Any:
        return ...

    def _dtype(self, node: list[Any]) -> torch.dtype:
        (index,) = node[1:]
        return self._known_dtype(index)

    def _known_dtype(self, index: Any) -> torch.dtype:
        if not _is_count(index) or index >= len(DTYPES):
            raise BadFrameError("an unknown dtype")
        dtype: torch.dtype = DTYPES[index]
        return dtype

    def _device(self, node: list[Any]) -> torch.device:
        (name,) = node[1:]
        if type(name) is not str or not _DEVICE_NAME.fullmatch(name):
            raise BadFrameError("a malformed device")
        return torch.device(name)

    def _layout(self, node: list[Any]) -> torch.layout:
        (name,) = node[1:]
        return LAYOUTS[name]

    def _format(self, node: list[Any]) -> torch.memory_format:
        (name,) = node[1:]
        return FORMATS[name]

    def _np_dtype(self, node: list[Any]) -> np.dtype[Any]:
        (name,) = node[1:]
        return self._known_np_dtype(name)

    def _known_np_dtype(self, name: Any) -> np.dtype[Any]:
        if type(name) is not str or not NUMPY_DTYPE.fullmatch(name):
            raise BadFrameError("an unknown NumPy dtype")
        dtype: np.dtype[Any] = np.dtype(name)
        return dtype

    def _scalar(self, node: list[Any]) -> Any:
        name, data = node[1:]
        dtype = self._known_np_dtype(name)
        if type(data) is not bytes or len(data) != dtype.itemsize:
            raise BadFrameError("a malformed NumPy scalar")
        return self._whole(np.frombuffer(data, dtype))[0]

    def _generator(self, node: list[Any]) -> torch.Generator:
        generator = torch.Generator()
        self._reserve(generator)
        state = self._slab(node[1:])
        if len(state) != _GENERATOR_BYTES:
            raise BadFrameError("a malformed generator state")
        generator.set_state(torch.frombuffer(bytearray(state), dtype=torch.uint8))
        return generator

    @staticmethod
    def _whole(value: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return it with every bool 0 or 1: a byte of 2 is neither True nor False to NumPy."""
        return value.view(np.uint8) != 0 if value.dtype == np.bool_ else value

    def _slab(self, rest: list[Any]) -> bytes:
        raise NotImplementedError

    def _tensor(self, node: list[Any]) -> torch.Tensor:
        raise NotImplementedError

    def _array(self, node: list[Any]) -> np.ndarray[Any, Any]:
        raise NotImplementedError

    def _handle(self, node: list[Any]) -> Any:
        raise NotImplementedError

    def _special(self, _node: list[Any]) -> Any:
        raise BadFrameError("a value that only the judge may send")


class StrictDecoder(Decoder):
    """Decodes in the judge what came from the child: nothing in it is believed.

    `refer(number, type_name)` makes the handles; `known` has the judge's own classes of namedtuples.
    Tensors come out contiguous, on the CPU (or on meta), and keep requires_grad and being a Parameter.
    """

    def __init__(
        self, sizes: Any, body: bytearray, refer: Callable[[int, str], Any], known: dict[Any, type]
    ) -> None:
        super().__init__(body)
        self._refer = refer
        self._known = known
        self._tensors = 0
        if type(sizes) is not list or not all(map(_is_count, sizes)):
            raise BadFrameError("a malformed table of sizes")
        self._sizes = sizes
        self._starts: list[int] = []
        start = 0
        for size in sizes:
            self._starts.append(start)
            start += -(-size // ALIGN) * ALIGN
        if start != len(body):
            raise BadFrameError(f"sizes that add up to {start} where the body has {len(body)} bytes")
        self._unused = set(range(len(sizes)))

    def finish(self) -> None:
        """Check that every buffer was used."""
        if self._unused:
            raise BadFrameError("a buffer that nothing uses")

    def _named_class(self, name: str, fields: tuple[str, ...]) -> type[Any]:
        return self._known.get((name, fields)) or named_tuple(name, fields)

    def _claim(self, place: Any) -> tuple[int, int]:
        """Return (start, size) of a buffer, which each may be used once."""
        if not _is_count(place) or place not in self._unused:
            raise BadFrameError("a buffer that does not exist or is used twice")
        self._unused.remove(place)
        return self._starts[place], self._sizes[place]

    def _slab(self, rest: list[Any]) -> bytes:
        (place,) = rest
        start, size = self._claim(place)
        return bytes(self._body[start : start + size])

    def _shape(self, shape: Any) -> int:
        self._tensors += 1
        if self._tensors > MAX_TENSORS:
            raise BadFrameError(f"more than {MAX_TENSORS} tensors")
        if type(shape) is not list or len(shape) > MAX_DIMENSIONS or not all(map(_is_count, shape)):
            raise BadFrameError("a malformed shape")
        if any(size >= 1 << 40 for size in shape):
            raise BadFrameError("a shape larger than any memory")
        return math.prod(shape)

    def _tensor(self, node: list[Any]) -> torch.Tensor:
        index, place, shape, flags = node[1:]
        slot = self._reserve()
        dtype = self._known_dtype(index)
        count = self._shape(shape)
        if not _is_count(flags) or flags > 7:
            raise BadFrameError("malformed flags")
        if flags & META:
            if place != -1 or math.prod(filter(None, shape)) >= 1 << 58:
                raise BadFrameError("a malformed meta tensor")
            value = torch.empty(shape, dtype=dtype, device="meta")
        else:
            start, size = self._claim(place)
            if size != count * dtype.itemsize:
                raise BadFrameError(f"{size} bytes for {count} elements of {dtype}")
            if not count:
                value = torch.empty(shape, dtype=dtype)
            elif dtype is torch.bool:
                raw = torch.frombuffer(self._body, dtype=torch.uint8, offset=start, count=count)
                value = raw.ne(0).reshape(shape)
            else:
                value = torch.frombuffer(self._body, dtype=dtype, offset=start, count=count).reshape(shape)
        value = with_flags(value, flags)
        self._memo[slot] = value
        return value

    def _array(self, node: list[Any]) -> np.ndarray[Any, Any]:
        name, place, shape = node[1:]
        slot = self._reserve()
        dtype = self._known_np_dtype(name)
        count = self._shape(shape)
        start, size = self._claim(place)
        if size != count * dtype.itemsize:
            raise BadFrameError(f"{size} bytes for {count} elements of {dtype}")
        value = (
            self._whole(np.frombuffer(self._body, dtype, count=count, offset=start))
            if count
            else np.empty(0, dtype)
        )
        value = value.reshape(shape)
        self._memo[slot] = value
        return value

    def _handle(self, node: list[Any]) -> Any:
        number, name = node[1:]
        if not _is_count(number) or type(name) is not str:
            raise BadFrameError("a malformed handle")
        value = self._refer(number, name)
        self._reserve(value)
        return value


def with_flags(value: torch.Tensor, flags: int) -> torch.Tensor:
    """Return the tensor as a Parameter or requiring grad, as the flags say."""
    if not flags & (REQUIRES_GRAD | PARAMETER):
        return value
    wanted = bool(flags & REQUIRES_GRAD)
    if wanted and not (value.is_floating_point() or value.is_complex()):
        raise BadFrameError(f"a {value.dtype} tensor that requires grad")
    return torch.nn.Parameter(value, requires_grad=wanted) if flags & PARAMETER else value.requires_grad_()


_BARE = frozenset((bool, int, float, str, bytes))
_DECODERS: dict[int, Callable[..., Any]] = {
    LIST: Decoder._list,
    TUPLE: Decoder._tuple,
    DICT: Decoder._dict,
    ORDERED: Decoder._dict,
    SET: Decoder._set,
    FROZEN: Decoder._frozenset,
    NAMED: Decoder._named,
    REF: Decoder._ref,
    INT: Decoder._int,
    COMPLEX: Decoder._complex,
    TENSOR: lambda decoder, node: decoder._tensor(node),
    ARRAY: lambda decoder, node: decoder._array(node),
    SCALAR: Decoder._scalar,
    DTYPE: Decoder._dtype,
    DEVICE: Decoder._device,
    LAYOUT: Decoder._layout,
    NPDTYPE: Decoder._np_dtype,
    SLICE: Decoder._slice,
    ELLIPSIS: Decoder._ellipsis,
    RANGE: Decoder._range,
    GENERATOR: lambda decoder, node: decoder._generator(node),
    BYTES: Decoder._bytes,
    TEXT: Decoder._text,
    HANDLE: lambda decoder, node: decoder._handle(node),
    SCRATCH: lambda decoder, node: decoder._special(node),
    EXPRESSION: lambda decoder, node: decoder._special(node),
    RECIPE: lambda decoder, node: decoder._special(node),
    OPTIMIZER: lambda decoder, node: decoder._special(node),
    FORMAT: Decoder._format,
}
