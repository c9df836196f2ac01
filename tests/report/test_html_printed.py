"""Printed values: their elements are found again, and text that is no value stays as it is."""

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.report.html.kinds import kinds
from grader.report.html.printed import marked, numbers, unseen
from grader.report.show import show
from grader.verdict import Failure, FailureKind

# How long an example takes says something about the machine, and nothing about the page.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
FLOATS = st.sampled_from([0.0, -2.5, 1e-30, float("nan"), float("inf"), -float("inf"), 0.1])
SHAPES = st.lists(st.integers(1, 3), max_size=4)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 99) | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=8,
)
ODD_TEXTS = [
    "",
    "<Model>",
    "tensor([1., 2.",
    "tensor([[1.], [2., 3.]])",
    "[" * 300,
    "-" * 9000 + "1",
    "1" * 5000,
    "x" * 20_000,
    "tensor(最大)",
    "a\nb\n\nc",
    "{'a': tensor([1.]), ...}",
    '"\\d" if x else f(tensor([1.]))',
]


def failure(kind=FailureKind.WRONG_VALUE, **detail):
    return Failure(kind, detail=detail)


def differing(printed, **detail):
    return [piece.text for piece in marked(printed, failure(**detail)) if piece.differs]


@st.composite
def tensors_with_masks(draw):
    shape = draw(SHAPES)
    size = torch.Size(shape).numel()
    dtype = draw(st.sampled_from([torch.float64, torch.float32, torch.bfloat16]))
    values = torch.tensor(draw(st.lists(FLOATS, min_size=size, max_size=size)), dtype=dtype).reshape(shape)
    mask = torch.tensor(draw(st.lists(st.booleans(), min_size=size, max_size=size))).reshape(shape).bool()
    return values, mask


@CALM
@given(tensors_with_masks())
def test_exactly_the_elements_of_the_mask_are_marked(drawn):
    values, mask = drawn
    wanted = [show(one).removeprefix("tensor(").split(",")[0].removesuffix(")") for one in values[mask]]
    assert differing(show(values, 10_000), path="", wrong=mask.tolist()) == wanted


@CALM
@given(tensors_with_masks())
def test_the_numbers_of_a_whole_tensor_are_read_back(drawn):
    values, _ = drawn
    read = torch.tensor(numbers(show(values, 10_000), ""), dtype=values.dtype).reshape(values.shape)
    assert bool(((read == values) | (read.isnan() & values.isnan())).all())


@pytest.mark.parametrize(
    ("printed", "path", "index", "found"),
    [
        ("(tensor([1.]), tensor([[5, -6]], dtype=torch.int32))", "[1]", [0, 1], ["-6"]),
        ("{'最': tensor([1.]), 'b': [tensor([2., 3.])]}", "['b'][0]", [1], ["3."]),
        ("OrderedDict({'a.b': tensor([1.]), 2: tensor([4.])})", "[2]", [0], ["4."]),
        ("Pair(values=tensor([1.]), indices=tensor([7]))", ".indices", [0], ["7"]),
        ("Parameter(tensor([[1., -inf]]))", "", [0, 1], ["-inf"]),
        ("array([1., 2.], dtype=float32)", "", [1], ["2."]),
        ("tensor([1.+2j, complex(nan, 1.)])", "", [1], ["complex(nan, 1.)"]),
        ("tensor([1., 2., ...], shape=(9,))", "", [1], ["2."]),
        ("tensor([1., 2., ...], shape=(9,))", "", [2], []),
        ("tensor([1., 2., ...], shape=(9,))", "", [-1], []),
        ("tensor([1., ...], shape=(2, 2, 2, 2))", "", [0, 0, 0, 1], []),
        ("{'a': tensor([1.]), ...}", "['a']", [0], ["1."]),
        ("(tensor([1.]), ...)", "[1]", [0], []),
        ("(tensor([1.]), 2)", "[9]", [0], []),
        ("tensor([[[0.,\n 1.]]])", "", [0, 0, 1], ["1."]),
        ("'é最', tensor([1.])", "[1]", [0], ["1."]),
    ],
)
def test_the_element_at_an_index_is_found_along_its_path(printed, path, index, found):
    assert differing(printed, path=path, index=index) == found


@pytest.mark.parametrize("printed", ["3", "-0.5", "True", "'text'", 'float("nan")'])
def test_an_answer_that_is_one_value_is_marked_as_a_whole(printed):
    expected = [] if "(" in printed else [printed]
    assert differing(printed, path="") == expected


def test_where_values_are_not_what_is_wrong_none_is_marked():
    pieces = marked("tensor([1.])", failure(FailureKind.WRONG_DTYPE, path="", index=[0]))
    assert [piece.text for piece in pieces] == ["tensor([1.])"]


@pytest.mark.parametrize("printed", ODD_TEXTS)
@settings(CALM, max_examples=30)
@given(path=st.text(max_size=5) | st.sampled_from(["", "[0]", "['a']", ".x"]), wrong=JSON, index=JSON)
def test_marking_loses_no_letter_of_any_text(printed, path, wrong, index):
    told = failure(path=path, wrong=wrong, index=index)
    assert "".join(piece.text for piece in marked(printed, told)) == printed
    numbers(printed, path)


@CALM
@given(st.text(max_size=40).filter(lambda text: "\r" not in text and "\ud800" not in text), JSON)
def test_any_text_can_be_marked(printed, detail):
    told = failure(path="", wrong=detail, index=[0])
    assert "".join(piece.text for piece in marked(printed, told)) == printed


@CALM
@given(JSON, JSON, st.sampled_from(FailureKind))
def test_kinds_are_told_of_any_data(expected, actual, kind):
    kinds(failure(kind, expected=expected, actual=actual))


def test_of_shapes_only_the_sizes_differ_that_broadcasting_would_compare():
    told = kinds(failure(FailureKind.WRONG_SHAPE, expected=[2, 1, 3], actual=[1, 3]))
    assert [["".join(p.text for p in side), [p.text for p in side if p.differs]] for side in told] == [
        ["(2, 1, 3)", ["2"]],
        ["(1, 3)", []],
    ]


def test_the_shapes_of_gradients_are_told_but_not_their_elements_twice():
    assert kinds(failure(FailureKind.WRONG_GRADIENT, expected=[2], actual=[3])) is not None
    assert kinds(failure(FailureKind.WRONG_GRADIENT, expected=0.5, actual=0.25)) is None


def test_an_element_is_told_only_where_it_is_not_shown():
    told = failure(path="", index=[1], expected=2.0, actual=3.0)
    assert unseen(told, ("tensor([1., 2.])", "tensor([1., 3.])")) is None
    assert unseen(told, ("tensor([1., ...])", None)) == ("[1]", "2.0", "3.0")
