"""One layer on three levels: a function of tensors, a node with gradients, a module with parameters.

Read question.md (or question.zh.md). Check your work: grade exercise 04
"""

from torch import Tensor, nn


def affine_tensor(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """tanh of an affine map: tanh(x @ w.T + b).

    x: `(..., in_features)`, any number of leading dimensions, none included. w: `(out_features, in_features)`,
    b: `(out_features,)`; all of one floating dtype and on one device.

    Returns `(..., out_features)`, a new tensor with the dtype and device of x.
    """
    raise NotImplementedError("affine_tensor is yours to write")


def affine_gradients(x: Tensor, w: Tensor, b: Tensor, upstream: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The gradients of (affine_tensor(x, w, b) * upstream).sum() with respect to x, w and b.

    x, w, b: as for affine_tensor. upstream: `(..., out_features)`, the gradient that arrives at the result.

    Returns (grad_x, grad_w, grad_b), new tensors in the shapes of x, w and b. Leaves nothing behind: whatever .grad and
    requires_grad of the arguments were, they still are.
    """
    raise NotImplementedError("affine_gradients is yours to write")


class Affine(nn.Module):
    """The same layer as a module.

    in_features, out_features: sizes, at least 1.

    Parameters: `weight` `(out_features, in_features)` and `bias` `(out_features,)`.
    """

    def __init__(self, in_features: int, out_features: int) -> None:
        """Make the two parameters."""
        raise NotImplementedError("Affine is yours to write")

    def forward(self, x: Tensor) -> Tensor:
        """tanh(x @ weight.T + bias), for x of shape `(..., in_features)`."""
        raise NotImplementedError("Affine.forward is yours to write")
