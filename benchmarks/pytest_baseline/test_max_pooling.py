"""Max pooling checked the ordinary way, with pytest and Hypothesis alone: what our speed is compared with.

It asks what exercise 46 asks, 50 examples a property, and knows nothing of the grader:

    SUBMISSION=path/to/max_pooling.py pytest -p no:cacheprovider benchmarks/pytest_baseline
"""

import importlib.util
import os
from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional as F

Arguments = dict[str, Any]

every_property = settings(
    max_examples=50,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def load_submission() -> Callable[..., Any]:
    """Import max_pool2d from the file that the environment names."""
    path = os.environ["SUBMISSION"]
    specification = importlib.util.spec_from_file_location("submission", path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    function: Callable[..., Any] = module.max_pool2d
    return function


max_pool2d = load_submission()


def windows(size: int, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> list[range]:
    """Return the positions that each window covers along one axis, those outside the image included."""
    reach = dilation * (kernel - 1) + 1
    room = size + 2 * padding - reach
    if room < 0:
        return []
    count = (-(-room // stride) if ceil_mode else room // stride) + 1
    if ceil_mode and (count - 1) * stride >= size + padding:
        count -= 1
    starts = [index * stride - padding for index in range(count)]
    return [range(start, start + reach, dilation) for start in starts]


@st.composite
def pooling(draw: st.DrawFn) -> tuple[tuple[int, ...], Arguments]:
    """Draw a shape and arguments under which every window meets the image."""
    ceil_mode = draw(st.booleans())
    axes = []
    for _ in range(2):
        kernel = draw(st.integers(1, 3))
        stride = draw(st.integers(1, 4))
        padding = draw(st.integers(0, kernel // 2))
        dilation = draw(st.integers(1, 2))
        sizes = [
            size
            for size in range(1, 9)
            if (found := windows(size, kernel, stride, padding, dilation, ceil_mode))
            and all(any(0 <= position < size for position in window) for window in found)
        ]
        axes.append((kernel, stride, padding, dilation, draw(st.sampled_from(sizes))))
    pairs = [tuple(axis[place] for axis in axes) for place in range(5)]
    names = ("kernel_size", "stride", "padding", "dilation")
    arguments: Arguments = dict(zip(names, pairs[:4], strict=True))
    for name, pair in list(arguments.items()):
        if pair[0] == pair[1] and draw(st.booleans()):
            arguments[name] = pair[0]
    if arguments["stride"] == arguments["kernel_size"] and draw(st.booleans()):
        arguments["stride"] = None
    arguments["ceil_mode"] = ceil_mode
    leading = draw(st.sampled_from([(1,), (3,), (1, 1), (2, 3), (3, 1)]))
    return (*leading, *pairs[4]), arguments


def integers(shape: tuple[int, ...], seed: int, dtype: torch.dtype = torch.float64) -> Tensor:
    """Fill a tensor with small whole numbers, so that there are ties."""
    return torch.randint(-8, 9, shape, generator=torch.Generator().manual_seed(seed)).to(dtype)


def distinct(shape: tuple[int, ...], seed: int, dtype: torch.dtype = torch.float64) -> Tensor:
    """Fill a tensor with numbers of which no two are equal."""
    count = torch.Size(shape).numel()
    order = torch.randperm(count, generator=torch.Generator().manual_seed(seed))
    return ((order - count // 2) / 8).reshape(shape).to(dtype)


seeds = st.integers(0, 2**32 - 1)


@given(pooling(), seeds, st.booleans())
@every_property
def test_value_and_shape(question: tuple[tuple[int, ...], Arguments], seed: int, with_indices: bool) -> None:
    shape, arguments = question
    x = integers(shape, seed)
    arguments["return_indices"] = with_indices
    expected = F.max_pool2d(x, **arguments)
    torch.testing.assert_close(max_pool2d(x, **arguments), expected, rtol=0, atol=0)


@given(pooling(), seeds)
@every_property
def test_special_values(question: tuple[tuple[int, ...], Arguments], seed: int) -> None:
    shape, arguments = question
    x = integers(shape, seed)
    generator = torch.Generator().manual_seed(seed)
    for special in (float("nan"), float("inf"), float("-inf")):
        x[torch.rand(shape, generator=generator) < 0.15] = special
    torch.testing.assert_close(
        max_pool2d(x, **arguments), F.max_pool2d(x, **arguments), rtol=0, atol=0, equal_nan=True
    )


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16, torch.float16])
@given(question=pooling(), seed=seeds)
@every_property
def test_dtype(question: tuple[tuple[int, ...], Arguments], seed: int, dtype: torch.dtype) -> None:
    shape, arguments = question
    x = distinct(shape, seed, dtype)
    values, indices = max_pool2d(x, **arguments, return_indices=True)
    assert values.dtype == dtype
    assert indices.dtype == torch.int64
    torch.testing.assert_close(values, F.max_pool2d(x, **arguments), rtol=0, atol=0)


@pytest.mark.parametrize("fill", [distinct, integers], ids=["distinct", "ties"])
@given(question=pooling(), seed=seeds)
@every_property
def test_gradient(
    question: tuple[tuple[int, ...], Arguments], seed: int, fill: Callable[..., Tensor]
) -> None:
    shape, arguments = question
    functions: tuple[Callable[..., Tensor], ...] = (max_pool2d, F.max_pool2d)
    gradients = []
    for function in functions:
        x = fill(shape, seed).requires_grad_()
        result = function(x, **arguments)
        cotangent = torch.randn(
            result.shape, generator=torch.Generator().manual_seed(seed), dtype=result.dtype
        )
        gradients.append(torch.autograd.grad(result, x, cotangent)[0])
    torch.testing.assert_close(*gradients)


def transposed(x: Tensor) -> Tensor:
    """Lay the rows out as columns."""
    return x.transpose(-1, -2).contiguous().transpose(-1, -2)


def every_other(x: Tensor) -> Tensor:
    """Leave gaps of nan between the elements."""
    wide = torch.full((*x.shape[:-1], 2 * x.shape[-1]), float("nan"), dtype=x.dtype)
    wide[..., ::2] = x
    return wide[..., ::2]


def offset(x: Tensor) -> Tensor:
    """Begin in the middle of a storage."""
    return torch.cat([torch.full((7,), float("nan"), dtype=x.dtype), x.flatten()])[7:].view(x.shape)


def channels_last(x: Tensor) -> Tensor:
    """Let the channels run fastest."""
    return x.movedim(-3, -1).contiguous().movedim(-1, -3)


def expanded(x: Tensor) -> Tensor:
    """Let every row be the same memory."""
    return x[..., :1, :].expand(x.shape)


@pytest.mark.parametrize("layout", [transposed, every_other, offset, channels_last, expanded])
@given(question=pooling(), seed=seeds)
@every_property
def test_layout(
    question: tuple[tuple[int, ...], Arguments], seed: int, layout: Callable[[Tensor], Tensor]
) -> None:
    shape, arguments = question
    x = layout(integers(shape, seed))
    expected = max_pool2d(x.contiguous(), **arguments)
    torch.testing.assert_close(max_pool2d(x, **arguments), expected, rtol=0, atol=0)


@given(pooling(), seeds)
@every_property
def test_input_is_untouched_and_not_aliased(question: tuple[tuple[int, ...], Arguments], seed: int) -> None:
    shape, arguments = question
    x = integers(shape, seed)
    before = x.clone()
    result = max_pool2d(x, **arguments)
    assert torch.equal(x, before)
    assert result.untyped_storage().data_ptr() != x.untyped_storage().data_ptr()


@given(pooling(), pooling(), seeds)
@every_property
def test_repeatable(
    question: tuple[tuple[int, ...], Arguments], other: tuple[tuple[int, ...], Arguments], seed: int
) -> None:
    (shape, arguments), (other_shape, other_arguments) = question, other
    x = integers(shape, seed)
    state = torch.get_rng_state()
    first = max_pool2d(x, **arguments)
    max_pool2d(integers(other_shape, seed), **other_arguments)
    assert torch.equal(max_pool2d(x, **arguments), first)
    assert torch.equal(torch.get_rng_state(), state)


@given(pooling())
@every_property
def test_empty_batch(question: tuple[tuple[int, ...], Arguments]) -> None:
    shape, arguments = question
    x = torch.empty(0, *shape[-3:], dtype=torch.float64)
    assert max_pool2d(x, **arguments).shape == F.max_pool2d(x, **arguments).shape


@pytest.mark.parametrize(
    ("shape", "arguments"),
    [
        ((4, 4), {"kernel_size": 2}),
        ((1, 1, 1, 4, 4), {"kernel_size": 2}),
        ((1, 4, 4), {"kernel_size": 0}),
        ((1, 4, 4), {"kernel_size": (2, -1)}),
        ((1, 4, 4), {"kernel_size": 2, "stride": 0}),
        ((1, 4, 4), {"kernel_size": 2, "stride": (1, -1)}),
        ((1, 4, 4), {"kernel_size": 2, "padding": -1}),
        ((1, 4, 4), {"kernel_size": 3, "padding": 2}),
        ((1, 4, 4), {"kernel_size": (4, 2), "padding": (1, 2)}),
        ((1, 4, 4), {"kernel_size": 2, "dilation": 0}),
        ((1, 4, 4), {"kernel_size": 5}),
        ((1, 4, 4), {"kernel_size": 3, "dilation": 2}),
    ],
)
def test_bad_input_is_refused(shape: tuple[int, ...], arguments: Arguments) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the wording is the learner's own
        max_pool2d(torch.zeros(shape), **arguments)


@given(pooling(), seeds, st.integers(-100, 100))
@every_property
def test_adding_a_constant_shifts_the_result(
    question: tuple[tuple[int, ...], Arguments], seed: int, constant: int
) -> None:
    shape, arguments = question
    x = integers(shape, seed)
    shifted = max_pool2d(x + constant, **arguments)
    torch.testing.assert_close(shifted, max_pool2d(x, **arguments) + constant, rtol=0, atol=0)


@given(pooling(), seeds)
@every_property
def test_indices_point_at_the_maxima(question: tuple[tuple[int, ...], Arguments], seed: int) -> None:
    shape, arguments = question
    x = integers(shape, seed)
    values, indices = max_pool2d(x, **arguments, return_indices=True)
    found = x.flatten(-2).gather(-1, indices.flatten(-2)).view(values.shape)
    torch.testing.assert_close(found, values, rtol=0, atol=0)
