"""Linear regression by least squares, with an intercept.

Read question.md (or question.zh.md). Check your work: grade exercise 09
"""

from torch import Tensor


def fit(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """The weight and the bias that make the sum of squared residuals as small as possible.

    x: `(N, D)`, y: `(N,)`, both float32 or both float64, on one device. N is above D, and together with a column of ones
    the columns of x are linearly independent.

    Returns (weight, bias), `(D,)` and `()`, with the dtype and device of x; gradients reach x and y.
    """
    raise NotImplementedError("fit is yours to write")


def predict(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """The values of the fitted line (or plane).

    x: `(N, D)`, weight: `(D,)`, bias: `()`.

    Returns `(N,)`, a new tensor with the dtype and device of x.
    """
    raise NotImplementedError("predict is yours to write")
