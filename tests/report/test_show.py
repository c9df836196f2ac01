"""Printed values: code that gives the value back, and what is done when there is too much of it."""

from collections import OrderedDict, namedtuple

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import Parameter

from grader.report.show import show, show_call
from grader.sandbox import Expression
from grader.structure import call

NAMES = {
    "torch": torch,
    "np": np,
    "tensor": torch.tensor,
    "array": np.array,
    "float32": np.float32,
    "int32": np.int32,
    "Parameter": Parameter,
    "OrderedDict": OrderedDict,
    "call": call,
    "nan": float("nan"),
    "inf": float("inf"),
}
FLOATING = [torch.float64, torch.float32, torch.bfloat16, torch.float16]


def same(a, b):
    assert a.dtype == b.dtype
    assert a.shape == b.shape
    assert a.stride() == b.stride()
    assert a.requires_grad == b.requires_grad
    assert bool(((a == b) | (a.isnan() & b.isnan())).all())


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (torch.tensor([[2.0, -2.0]]), "tensor([[2., -2.]])"),
        (torch.tensor([float("nan"), float("inf"), -float("inf")]), "tensor([nan, inf, -inf])"),
        (torch.tensor(0.1, dtype=torch.float64), "tensor(0.1, dtype=torch.float64)"),
        (torch.tensor([1, 2]), "tensor([1, 2])"),
        (torch.tensor([True]), "tensor([True])"),
        (torch.tensor([1], dtype=torch.int8), "tensor([1], dtype=torch.int8)"),
        (torch.tensor([]), "tensor([])"),
        (torch.empty(0, 3), "torch.empty(0, 3)"),
        (torch.tensor([1 + 2j]), "tensor([1.+2j])"),
        (torch.ones(2, requires_grad=True), "tensor([1., 1.], requires_grad=True)"),
        (Parameter(torch.ones(1)), "Parameter(tensor([1.]))"),
        (np.array([0.5, np.nan]), "array([0.5, nan])"),
        (np.array([1.5], dtype=">f4"), 'array([1.5], dtype=">f4")'),
        (np.float32(0.1), "np.float32(0.1)"),
        (0.1, "0.1"),
        (float("nan"), 'float("nan")'),
        (None, "None"),
        ((1,), "(1,)"),
        ([1, [2.0]], "[1, [2.0]]"),
        ({"a": torch.ones(1)}, "{'a': tensor([1.])}"),
        (OrderedDict(a=1), "OrderedDict({'a': 1})"),
        (set(), "set()"),
        ({2, 1}, "{1, 2}"),
        (torch.float32, "torch.float32"),
        (torch.device("cpu"), 'torch.device("cpu")'),
        (torch.Size([2, 3]), "torch.Size([2, 3])"),
        (slice(1, None), "slice(1, None, None)"),
        (call(torch.ones(1), [2], padding=1), "call(tensor([1.]), [2], padding=1)"),
    ],
)
def test_a_value_is_printed_as_code(value, code):
    assert show(value) == code


def test_a_named_tuple_says_its_fields():
    pair = namedtuple("Pair", "values indices")
    assert show(pair(1, 2)) == "Pair(values=1, indices=2)"


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(FLOATING),
    st.lists(st.floats(width=16), min_size=1, max_size=6),
)
def test_pasting_gives_the_very_same_floats(dtype, numbers):
    value = torch.tensor(numbers, dtype=torch.float64).mul(1 / 3).to(dtype)
    same(eval(show(value, 10_000), dict(NAMES)), value)


@pytest.mark.parametrize(
    "value",
    [
        torch.arange(6.0).reshape(2, 3).T,
        torch.arange(24.0).reshape(2, 3, 2, 2).to(memory_format=torch.channels_last),
        torch.arange(24.0).reshape(2, 3, 4).permute(2, 0, 1),
        torch.arange(3.0).reshape(3, 1).expand(3, 4),
        torch.arange(6.0)[::2],
        torch.arange(6.0)[2:],
        torch.arange(24.0).reshape(4, 6)[1:3, ::3],
        torch.tensor(2.0).expand(2, 2),
    ],
)
def test_a_call_says_how_its_tensors_lie_in_memory(value):
    call = show_call("f", (value,), {})
    same(eval(call, NAMES | {"f": lambda x: x}), value)


def test_an_answer_says_only_its_values():
    assert show(torch.arange(4.0).reshape(2, 2).T) == "tensor([[0., 2.], [1., 3.]])"


def test_a_call_names_its_keyword_arguments():
    call = show_call("max_pool2d", (torch.tensor([2.0]),), {"kernel_size": 2, "padding": (0, 1)})
    assert call == "max_pool2d(tensor([2.]), kernel_size=2, padding=(0, 1))"


@pytest.mark.parametrize(
    "value",
    [
        torch.randn(1000, 1000),
        torch.randn(2, 3, 4, 5, 6, 7),
        np.zeros((500, 500)),
        list(range(100_000)),
        {number: number for number in range(100_000)},
        "x" * 100_000,
        2**10_000,
        [torch.randn(50, 50)] * 50,
    ],
)
def test_what_is_too_long_is_cut(value):
    printed = show(value, 300)
    assert len(printed) < 700
    assert "..." in printed


def test_a_cut_tensor_says_its_shape():
    assert "shape=(1000, 1000)" in show(torch.zeros(1000, 1000))


def test_a_list_that_holds_itself_ends():
    value = [1]
    value.append(value)
    assert show(value) == "[1, ...]"


def test_deep_nesting_ends():
    value = []
    for _ in range(900):
        value = [value]
    assert "..." in show(value)


def test_text_cannot_move_the_cursor():
    class Hostile:
        def __repr__(self):
            return "\x1b[2Jgone"

    assert show(Hostile()) == "gone"


def test_a_drawn_function_is_shown_as_a_lambda():
    square = Expression((("input", 0), ("constant", -2), ("mul", 0, 0), ("mul", 1, 2)))
    assert show(square) == "lambda x: (-2) * (x * x)"
    assert show(Expression((("input", 0), ("input", 1), ("pow", 1, 0)))) == "lambda a, b: b ** a"
