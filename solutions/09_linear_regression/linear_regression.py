"""Linear regression: take the means away, then solve by QR."""

import torch
from torch import Tensor


def fit(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Least squares with an intercept.

    At the minimum the residuals sum to zero, so the plane goes through the point of the means. Seen from there it has no
    intercept any more, which leaves a problem in the weights alone.
    """
    center, level = x.mean(0), y.mean()
    # Taking the means away is also what keeps the digits: features around 1,000 have hardly any direction but that of
    # the column of ones, and this is the part that is removed.
    q, r = torch.linalg.qr(x - center)  # (N, D) with orthonormal columns, and (D, D) upper triangular
    # min |q r w - y| is r w = q.T y. The normal equations x.T x w = x.T y say the same, but with the condition number
    # squared.
    weight = torch.linalg.solve_triangular(r, (q.mT @ (y - level))[:, None], upper=True)[:, 0]
    return weight, level - center @ weight


def predict(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """One number for each row."""
    return x @ weight + bias
