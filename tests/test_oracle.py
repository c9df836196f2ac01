"""The allowed-error rule: accepts honest rounding, refuses wrong numbers, and sees every input's influence."""

import math

import pytest
import torch
import torch.nn.functional as F

from grader.oracle import Truth, alike, fingerprint
from grader.structure import call

DTYPES = [torch.float64, torch.float32, torch.bfloat16, torch.float16]


def values(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def judged(f, x, answer, dtype=torch.float64):
    return Truth(f, x, dtype).excess("", answer)


@pytest.mark.parametrize("dtype", DTYPES)
def test_kappa_of_doubling_is_positive_in_every_dtype(dtype):
    truth = Truth(lambda x: 2 * x, values(3), dtype)
    assert bool((truth.kappa()[""] > 0).all())


@pytest.mark.parametrize("dtype", DTYPES)
def test_kappa_of_a_difference_is_seen_although_random_signs_can_cancel(dtype):
    truth = Truth(lambda x: x[0] - x[1], torch.tensor([1.0, 1.0], dtype=torch.float64), dtype)
    assert float(truth.kappa()[""]) > 0


def test_kappa_moves_plain_numbers_too():
    truth = Truth(lambda c: c.args[0] * c.args[1], call(values(3), 0.1))
    assert bool((truth.kappa()["" if "" in truth.kappa() else "[0]"] > 0).all())


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "honest",
    [
        lambda x: (
            (x - x.amax(-1, keepdim=True)).exp() / (x - x.amax(-1, keepdim=True)).exp().sum(-1, keepdim=True)
        ),
        lambda x: (x - x.logsumexp(-1, keepdim=True)).exp(),
        lambda x: (
            x.float().softmax(-1).to(x.dtype) if x.dtype in (torch.bfloat16, torch.float16) else x.softmax(-1)
        ),
    ],
)
def test_honest_spellings_of_softmax_are_accepted(dtype, honest):
    for seed in range(20):
        x = values(3, 7, seed=seed).to(dtype)
        assert judged(lambda t: t.softmax(-1), x, honest(x), dtype) is None


@pytest.mark.parametrize(
    "wrong",
    [
        lambda x: x.softmax(0),
        lambda x: x.float().softmax(-1).double(),
        lambda x: x.softmax(-1) + 1e-12,
        lambda x: x.softmax(-1).clamp(min=1e-3),
        lambda x: torch.zeros_like(x),
    ],
)
def test_wrong_softmaxes_are_refused_in_float64(wrong):
    x = values(3, 7) * 3
    assert judged(lambda t: t.softmax(-1), x, wrong(x)) is not None


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_the_next_lower_precision_is_refused(dtype):
    lower = {torch.float64: torch.float32, torch.float32: torch.bfloat16}[dtype]
    x = values(4, 6).to(dtype)
    assert judged(lambda t: t.exp(), x, x.to(lower).exp().to(dtype), dtype) is not None


def test_one_pass_variance_is_refused_on_offset_data():
    x = 1e4 + torch.arange(16, dtype=torch.float64) / 8
    one_pass = (x * x).mean() - x.mean() ** 2
    two_pass = ((x - x.mean()) ** 2).mean()

    def variance(t):
        return t.var(correction=0)

    assert judged(variance, x.float(), two_pass.float(), torch.float32) is None
    wrong = (x.float() ** 2).mean() - x.float().mean() ** 2
    assert judged(variance, x.float(), wrong, torch.float32) is not None
    assert math.isfinite(float(one_pass))


def test_nan_and_infinity_must_stand_where_the_truth_has_them():
    x = torch.tensor([1.0, float("nan"), float("inf")], dtype=torch.float64)
    assert judged(lambda t: t + 1, x, x + 1) is None
    for wrong in ([2.0, 3.0, float("inf")], [2.0, float("nan"), float("-inf")], [float("nan")] * 3):
        assert judged(lambda t: t + 1, x, torch.tensor(wrong, dtype=torch.float64)) is not None


def test_an_overflow_of_the_tested_dtype_is_expected_as_infinity():
    x = torch.tensor([300.0], dtype=torch.float64)
    assert (
        judged(lambda t: t * t, x, torch.tensor([float("inf")], dtype=torch.float16), torch.float16) is None
    )


def test_the_worst_element_is_reported_with_its_index():
    x = values(3, 4)
    answer = x.clone()
    answer[1, 2] += 1
    answer[2, 3] += 100
    excess = judged(lambda t: t.clone(), x, answer)
    assert excess.index == (2, 3)
    assert (excess.differing, excess.total) == (2, 12)
    assert excess.difference == pytest.approx(100)


def test_tail_accuracy_judges_each_element_by_its_own_size():
    x = torch.tensor([-40.0, 40.0], dtype=torch.float64)
    truth = Truth(lambda t: F.softplus(t, threshold=1000), x)
    assert truth.componentwise("", torch.log1p(torch.exp(-x.abs())) + x.clamp(min=0)) is None
    assert truth.componentwise("", torch.log(1 + torch.exp(x))) is not None


def test_the_truth_may_change_its_arguments_without_spoiling_the_question():
    x = values(4)
    before = x.clone()
    Truth(lambda t: t.zero_(), x).kappa()
    assert torch.equal(x, before)


def test_a_reference_that_raises_is_remembered():
    def refuse(x):
        raise ValueError("no")

    assert isinstance(Truth(refuse, values(2)).raised, ValueError)


def test_the_fingerprint_depends_on_values_shapes_dtypes_and_nothing_else():
    x = values(2, 3)
    assert fingerprint(call(x, 1)) == fingerprint(call(x.clone(), 1))
    others = [call(x + 1, 1), call(x.reshape(3, 2), 1), call(x.float(), 1), call(x, 2), call(x, dim=1)]
    assert len({fingerprint(c) for c in [call(x, 1), *others]}) == 6
    nested = [[], (), [[]], [[], ()], [1, 2], (1, 2), {"a": []}, {}]
    assert len({fingerprint(value) for value in nested}) == len(nested)


def test_alike_forgives_rounding_and_nothing_more():
    x = values(5)
    assert alike(x, x * (1 + 1e-12))
    assert not alike(x, x * 1.001)
    assert not alike(x, x.float())
