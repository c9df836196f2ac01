"""53 Forward and backward propagation.

Read question.md (or question.zh.md). Check your work: grade exercise 53
"""

from collections.abc import Sequence
from typing import Any

from torch import Tensor


class Linear:
    """A fully connected layer, x @ weight.T + bias.

    Attributes:
        weight: `(O, I)`, the tensor given. bias: `(O,)`, the tensor given. Either may be replaced from outside.
        grads: {"weight": `(O, I)`, "bias": `(O,)`}, zeros at first.
    """

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        raise NotImplementedError("Linear is yours to write")

    def forward(self, x: Tensor) -> Tensor:
        """Map x, `(..., I)`, to a new tensor, `(..., O)`."""
        raise NotImplementedError("Linear.forward is yours to write")

    def backward(self, upstream: Tensor) -> Tensor:
        """Add to grads, and return the gradient of the latest x.

        upstream: the gradient of the latest result, in its shape. Raises RuntimeError before the first forward.
        """
        raise NotImplementedError("Linear.backward is yours to write")

    def zero_grad(self) -> None:
        """Set grads to zeros."""
        raise NotImplementedError("Linear.zero_grad is yours to write")


class ReLU:
    """max(x, 0) elementwise, with the slope 0 at 0. It has no parameters: grads is {}."""

    def __init__(self) -> None:
        raise NotImplementedError("ReLU is yours to write")

    def forward(self, x: Tensor) -> Tensor:
        """Map x, any shape, to a new tensor of that shape."""
        raise NotImplementedError("ReLU.forward is yours to write")

    def backward(self, upstream: Tensor) -> Tensor:
        """Return the gradient of the latest x. Raises RuntimeError before the first forward."""
        raise NotImplementedError("ReLU.backward is yours to write")

    def zero_grad(self) -> None:
        """Do nothing: there are no parameters."""
        raise NotImplementedError("ReLU.zero_grad is yours to write")


class SoftmaxCrossEntropy:
    """The mean over the batch of -log softmax(logits)[target]."""

    def __init__(self) -> None:
        raise NotImplementedError("SoftmaxCrossEntropy is yours to write")

    def forward(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return the mean loss, 0-d. logits: `(N, K)`, N at least 1. target: `(N,)` int64, from 0 to K-1."""
        raise NotImplementedError("SoftmaxCrossEntropy.forward is yours to write")

    def backward(self) -> Tensor:
        """Return the gradient of the latest loss for its logits, `(N, K)`. Raises RuntimeError before the first forward."""
        raise NotImplementedError("SoftmaxCrossEntropy.backward is yours to write")


class Sequential:
    """Layers one after the other; each has forward, backward and zero_grad, and may be a Sequential itself."""

    def __init__(self, layers: Sequence[Any]) -> None:
        raise NotImplementedError("Sequential is yours to write")

    def forward(self, x: Tensor) -> Tensor:
        """Pass x through all layers."""
        raise NotImplementedError("Sequential.forward is yours to write")

    def backward(self, upstream: Tensor) -> Tensor:
        """Pass the gradient back through all layers. Raises RuntimeError before the first forward."""
        raise NotImplementedError("Sequential.backward is yours to write")

    def zero_grad(self) -> None:
        """Set the grads of all layers to zeros."""
        raise NotImplementedError("Sequential.zero_grad is yours to write")
