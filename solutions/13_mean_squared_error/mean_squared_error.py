"""13 Mean squared error: a worked solution.

Subtract first, then square, then average. The order matters: x * x - 2 * x * t + t * t is the same on paper, but for
10,000 and 10,001 it subtracts numbers of a hundred million to find 1, and float32 has only seven digits.
"""

from torch import Tensor


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    """Average the squared differences over all elements."""
    return _difference(input, target).square().mean()


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    """Compute the gradient of the error with respect to input.

    Only the i-th term of the sum contains x_i. The derivative of (x_i - t_i)^2 is 2 (x_i - t_i), with the sign of the
    error: a prediction above its target has a positive slope, so descent lowers it. The 1/n of the mean stays.
    """
    return _difference(input, target) * (2 / input.numel())


def _difference(input: Tensor, target: Tensor) -> Tensor:
    # Subtracting (n, 1) and (n,) would broadcast to (n, n) without a word: every prediction against every target.
    if input.shape != target.shape:
        raise ValueError(f"input has the shape {tuple(input.shape)}, target {tuple(target.shape)}")
    return input - target
