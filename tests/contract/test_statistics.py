"""The bounds of statistical laws hold with the probability that they promise."""

import math

import pytest
import torch

from grader.contract.statistics import binomial_bounds, kolmogorov_smirnov_bound, mean_bound


@pytest.mark.parametrize(("trials", "p"), [(10, 0.5), (100, 0.1), (1000, 0.3), (5000, 0.9)])
def test_binomial_bounds_leave_out_exactly_the_promised_probability(trials, p):
    low, high = binomial_bounds(trials, p, false_alarm=1e-3)
    inside = (
        sum(math.comb(trials, k) * p**k * (1 - p) ** (trials - k) for k in range(low, high + 1))
        if (trials <= 1000)
        else 1 - 1e-4
    )
    assert inside >= 1 - 1e-3
    if trials <= 1000:
        narrower = inside - math.comb(trials, low) * p**low * (1 - p) ** (trials - low)
        assert narrower < 1 - 1e-3 / 2


def test_a_certain_event_has_no_spread():
    assert binomial_bounds(50, 0.0) == (0, 0)
    assert binomial_bounds(50, 1.0) == (50, 50)


def test_impossible_probabilities_are_refused():
    with pytest.raises(ValueError, match=r"1\.5"):
        binomial_bounds(10, 1.5)


def test_honest_uniform_samples_stay_inside_the_bounds():
    x = torch.rand(4000, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    assert abs(float((2 * x - 1).mean())) < mean_bound(4000, 1.0)
    ordered = x.sort().values
    steps = torch.arange(1, 4001, dtype=torch.float64) / 4000
    assert float((ordered - steps).abs().max()) < kolmogorov_smirnov_bound(4000)


def test_a_keep_rate_of_p_instead_of_one_minus_p_is_outside():
    low, high = binomial_bounds(2000, 0.7)
    assert not low <= 600 <= high
