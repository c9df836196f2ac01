"""Questions as plain JSON data, exact to the last bit, so that one can be kept and asked again."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import Any

import numpy as np
import torch

from grader.sandbox import Expression
from grader.structure import Call

DTYPES = {
    str(d).removeprefix("torch."): d
    for d in (
        torch.float64, torch.float32, torch.bfloat16, torch.float16, torch.complex64, torch.complex128,
        torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool,
    )
}  # fmt: skip
MOST_ELEMENTS = 4096
DEEPEST = 20


class NotDataError(ValueError):
    """The question holds something that has no form as data, or the data is not that of a question."""


def to_data(value: Any) -> Any:
    """Return a question as lists, strings and numbers; numbers with a point are written in hexadecimal.

    Raises:
        NotDataError: when it holds an object that data cannot carry, or is very large.
    """
    match value:
        case None | bool() | str():
            return value
        case int():
            return ["int", str(value)]
        case float():
            return ["float", float(value).hex()]
        case bytes():
            return ["bytes", value.hex()]
        case torch.Tensor():
            return _tensor_to_data(value)
        case np.ndarray() if value.dtype.kind in "biufc":
            return ["array", value.dtype.str, list(value.shape), value.tobytes().hex()]
        case torch.Generator():
            return ["generator", str(value.initial_seed())]
        case torch.dtype() if str(value).removeprefix("torch.") in DTYPES:
            return ["dtype", str(value).removeprefix("torch.")]
        case Call():
            return [
                "call",
                [to_data(a) for a in value.args],
                [[k, to_data(v)] for k, v in value.kwargs.items()],
            ]
        case Expression():
            return ["expression", value.to_data()]
    if type(value) in (list, tuple):
        return [type(value).__name__, [to_data(v) for v in value]]
    if type(value) in (dict, OrderedDict):
        return [type(value).__name__, [[to_data(k), to_data(v)] for k, v in value.items()]]
    raise NotDataError(f"a {type(value).__name__} is not data")


def from_data(data: Any, depth: int = 0) -> Any:
    """Return the question that `to_data` was given.

    The data may come from a file that anybody could have written: nothing in it is run, imported or followed.

    Raises:
        NotDataError: when it is not the data of a question.
    """
    if data is None or isinstance(data, bool | str):
        return data
    try:
        return _from_tagged(data, depth)
    except NotDataError:
        raise
    except Exception as error:  # whatever is wrong with foreign data, it means the same
        raise NotDataError(f"not the data of a question: {error}") from error


def _tensor_to_data(value: torch.Tensor) -> Any:
    name = str(value.dtype).removeprefix("torch.")
    if name not in DTYPES or value.numel() > MOST_ELEMENTS:
        raise NotDataError(f"a {name} tensor of {value.numel()} elements is not kept")
    flat = value.detach().cpu().reshape(-1)
    if value.is_complex():
        flat = torch.view_as_real(flat).reshape(-1)
    numbers: list[Any] = [n.hex() if isinstance(n, float) else int(n) for n in flat.tolist()]
    return ["tensor", name, list(value.shape), numbers]


def _from_tagged(data: Any, depth: int) -> Any:
    if not isinstance(data, list) or depth > DEEPEST:
        raise NotDataError("not the data of a question")
    match data:
        case ["int", str(digits)] if len(digits) < 1000:
            return int(digits)
        case ["float", str(digits)]:
            return float.fromhex(digits)
        case ["bytes", str(digits)]:
            return bytes.fromhex(digits)
        case ["tensor", str(name), [*shape], [*numbers]]:
            return _tensor(DTYPES[name], _sizes(shape), numbers)
        case ["array", str(name), [*shape], str(digits)] if np.dtype(name).kind in "biufc":
            return np.frombuffer(bytes.fromhex(digits), np.dtype(name)).reshape(_sizes(shape)).copy()
        case ["generator", str(seed)]:
            return torch.Generator().manual_seed(int(seed))
        case ["dtype", str(name)]:
            return DTYPES[name]
        case ["call", [*args], [*kwargs]]:
            named = {str(k): from_data(v, depth + 1) for k, v in kwargs}
            return Call(tuple(from_data(a, depth + 1) for a in args), named)
        case ["expression", inner]:
            return Expression.from_data(inner)
        case ["list", [*items]]:
            return [from_data(v, depth + 1) for v in items]
        case ["tuple", [*items]]:
            return tuple(from_data(v, depth + 1) for v in items)
        case ["dict" | "OrderedDict" as kind, [*items]]:
            pairs = [(from_data(k, depth + 1), from_data(v, depth + 1)) for k, v in items]
            return OrderedDict(pairs) if kind == "OrderedDict" else dict(pairs)
    raise NotDataError("not the data of a question")


def _sizes(shape: list[Any]) -> tuple[int, ...]:
    if not all(type(s) is int and s >= 0 for s in shape) or math.prod(shape) > MOST_ELEMENTS:
        raise NotDataError(f"{shape} is not a shape")
    return tuple(shape)


def _tensor(dtype: torch.dtype, shape: tuple[int, ...], numbers: list[Any]) -> torch.Tensor:
    plain = [float.fromhex(n) if isinstance(n, str) else n for n in numbers]
    if dtype.is_complex:
        real = torch.float64 if dtype is torch.complex128 else torch.float32
        return torch.view_as_complex(torch.tensor(plain, dtype=real).reshape(*shape, 2))
    return torch.tensor(plain, dtype=dtype).reshape(shape)
