"""Bounds for what is random: honest code crosses one of them once in a billion times."""

from __future__ import annotations

import math

FALSE_ALARM = 1e-9


def binomial_bounds(trials: int, probability: float, *, false_alarm: float = FALSE_ALARM) -> tuple[int, int]:
    """Return the exact interval that a binomial count leaves with at most `false_alarm` probability.

    Args:
        trials: how many independent trials.
        probability: of success in each, in [0, 1].
        false_alarm: probability of a count outside the interval, half of it on each side.

    Raises:
        ValueError: for a probability outside [0, 1] or a negative number of trials.
    """
    if trials < 0 or not 0 <= probability <= 1:
        raise ValueError(f"binomial_bounds(trials={trials}, probability={probability})")
    if probability in (0.0, 1.0):
        certain = int(trials * probability)
        return certain, certain
    return _quantile(trials, probability, false_alarm / 2), trials - _quantile(
        trials, 1 - probability, false_alarm / 2
    )


def _quantile(trials: int, probability: float, tail: float) -> int:
    """Return the smallest count whose cumulative probability exceeds `tail`."""
    cumulative = 0.0
    for count in range(trials + 1):
        cumulative += math.exp(
            math.lgamma(trials + 1)
            - math.lgamma(count + 1)
            - math.lgamma(trials - count + 1)
            + count * math.log(probability)
            + (trials - count) * math.log1p(-probability)
        )
        if cumulative > tail:
            return count
    return trials


def mean_bound(samples: int, largest: float, *, false_alarm: float = FALSE_ALARM) -> float:
    """Return how far the mean of independent samples in ``[-largest, largest]`` may be from its expectation.

    Hoeffding's inequality (Journal of the American Statistical Association 58, 1963): no variance is needed.
    """
    return largest * math.sqrt(2 * math.log(2 / false_alarm) / samples)


def kolmogorov_smirnov_bound(samples: int, *, false_alarm: float = FALSE_ALARM) -> float:
    """Return how far an empirical distribution function may be from the true one anywhere.

    The Dvoretzky-Kiefer-Wolfowitz inequality with Massart's constant (Annals of Probability 18, 1990).
    """
    return math.sqrt(math.log(2 / false_alarm) / (2 * samples))
