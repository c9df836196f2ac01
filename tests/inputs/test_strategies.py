"""What the strategies draw, and how it shrinks: logged over many draws, not believed."""

from collections import Counter

import pytest
import torch
from hypothesis import strategies as st

from grader.inputs import (
    GENERIC,
    MODERATE,
    OFFSET,
    SMALL,
    SPECIAL,
    UNIT,
    WIDE,
    Filler,
    between,
    expressions,
    integer_tensors,
    shapes,
    tensors,
)
from grader.inputs.layouts import LAYOUTS, relaid
from grader.search import draw, smallest
from grader.structure import call


def test_a_thousand_draws_cover_ranks_sizes_and_ones():
    drawn = [tuple(x.shape) for x in draw(tensors(regimes=(UNIT,)), 3, 1000)]
    ranks = Counter(len(s) for s in drawn)
    assert all(ranks[r] > 80 for r in (1, 2, 3, 4))
    assert sum(1 in s for s in drawn) > 300
    assert sum(len(set(s)) > 1 for s in drawn) > 400


def test_a_thousand_draws_cover_every_regime():
    named = [st.tuples(st.just(r.name), tensors((3,), regimes=(r,))) for r in GENERIC]
    counts = Counter(name for name, _ in draw(st.one_of(named), 1, 1000))
    assert all(counts[r.name] > 80 for r in GENERIC)


@pytest.mark.parametrize("regime", [SMALL, UNIT, WIDE, OFFSET, SPECIAL], ids=lambda r: r.name)
def test_large_tensors_are_filled_and_small_ones_drawn(regime):
    for x in draw(tensors(st.sampled_from([(2,), (40,)]), regimes=(regime,)), 5, 30):
        assert x.dtype is torch.float64
        assert x.shape in {(2,), (40,)}
    filled = Filler(1)(40, regimes=(regime,))
    assert len(set(filled.tolist())) > 8


def test_wide_reaches_thousands_and_offset_sits_on_a_hill():
    assert float(Filler(1)(200, regimes=(WIDE,)).abs().max()) > 1000
    assert float(Filler(1)(200, regimes=(OFFSET,)).min()) >= 100


def test_between_keeps_inside_and_reaches_both_ends():
    drawn = torch.cat(draw(tensors((8,), regimes=between(0, 1)), 2, 200))
    assert float(drawn.min()) == 0
    assert float(drawn.max()) == 1


def test_integer_tensors_keep_their_bounds_and_dtype():
    for x in draw(integer_tensors(shapes(max_dims=2), 2, 5, dtype=torch.int32), 4, 60):
        assert x.dtype is torch.int32
        assert not x.numel() or (int(x.min()) >= 2 and int(x.max()) <= 5)


def test_a_failure_in_a_large_tensor_shrinks_to_one_simple_element():
    question, _ = smallest(
        tensors(regimes=MODERATE),
        lambda x: True if bool((x > 2).any()) else None,
        seed=1,
        count=200,
        size=torch.numel,
    )
    assert question.tolist() == [3.0]


def test_naive_softmax_shrinks_to_one_element_near_its_overflow():
    def overflows(x):
        y = x.float().exp()
        return None if bool(torch.isfinite(y / y.sum()).all()) else True

    question, _ = smallest(tensors(regimes=(SMALL, WIDE)), overflows, seed=1, count=200, size=torch.numel)
    assert question.tolist() == [89.0]


def test_a_wrong_axis_shrinks_to_two_zeros():
    def differs(x):
        return True if not torch.allclose(x.softmax(-1), x.softmax(0)) else None

    question, _ = smallest(
        tensors(shapes(min_dims=2, max_dims=2)), differs, seed=1, count=200, size=torch.numel
    )
    assert question.numel() == 2
    assert question.abs().sum() == 0


def test_every_layout_keeps_the_values_but_expanding():
    x = Filler(3)(2, 3, 4, 5)
    for name in LAYOUTS:
        other = relaid(call(x, 2), name).args[0]
        assert other.shape == x.shape
        assert name == "expanded" or torch.equal(other, x)
    assert not relaid(x, "transposed").is_contiguous()
    assert relaid(x, "offset into its storage").storage_offset() == 3
    assert 0 in relaid(x, "expanded").stride()
    assert relaid(x, "channels last").is_contiguous(memory_format=torch.channels_last)
    stepped = relaid(x, "every other element")
    assert bool(stepped.as_strided((x.numel() * 2,), (1,)).isnan().any())


def test_layouts_leave_scalars_and_empty_tensors_alone():
    for name in LAYOUTS:
        scalar, empty = relaid(call(torch.tensor(1.0), torch.empty(0, 3)), name).args
        assert scalar.shape == ()
        assert empty.shape == (0, 3)


def test_expressions_use_every_input_and_evaluate_on_tensors():
    x = torch.tensor([0.5, 1.0], dtype=torch.float64)
    for e in draw(expressions(inputs=2), 1, 100):
        assert e.arity == 2
        assert e(x, x).shape == x.shape


def test_a_grid_has_the_same_values_under_the_same_seed_only():
    assert torch.equal(Filler(1)(2, 3), Filler(1)(2, 3))
    assert not torch.equal(Filler(1)(2, 3), Filler(2)(2, 3))


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: between(1, 0),
        lambda: shapes(min_dims=3, max_dims=2),
        lambda: draw(integer_tensors((1,), 3, 2), 1, 1),
    ],
)
def test_impossible_bounds_are_refused_with_their_values(mistake):
    with pytest.raises(ValueError, match=r"\d"):
        mistake()
