"""50 Softmax: a worked solution.

Everything rests on one identity: adding a constant to all scores multiplies numerator and denominator by the
same factor, so the answer does not change. We choose the constant so that the largest score becomes 0. Then the
largest term is exp(0) = 1: nothing can overflow, and the sum can never be 0.
"""

from torch import Tensor


def softmax(x: Tensor, dim: int) -> Tensor:
    """Turn scores into probabilities along dim."""
    # The maximum is taken along dim, one for each slice. A single maximum of the whole tensor would do for its
    # own slice only: another slice that lies 1,000 below would underflow to 0 / 0.
    # keepdim leaves an axis of size 1, which lines up with x again.
    weights = (x - x.amax(dim, keepdim=True)).exp()
    # A masked score of -inf gives exp(-inf), exactly 0. If all are -inf, -inf - (-inf) is nan: there is no answer.
    return weights / weights.sum(dim, keepdim=True)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    """Compute the logarithm of softmax along dim."""
    # log(softmax(x)) would first round a tiny probability to 0 and then take its logarithm, -inf. Done on paper,
    # log(exp(s) / sum) is s - log(sum), and s is never exponentiated on its own.
    shifted = x - x.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    """Compute softmax of x / temperature along dim."""
    # Written this way round the test refuses nan too: every comparison with nan is False.
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    # First shift, then divide: the other way round a large score over a small temperature could overflow.
    return softmax((x - x.amax(dim, keepdim=True)) / temperature, dim)
