"""53 Forward and backward propagation: a worked solution.

Each layer answers one question: given the gradient of my result, what is the gradient of my input, and of my
parameters? To answer it the layer has to remember something from its forward pass, and the art is to remember the
right thing: the linear layer its input, the ReLU where its input was positive, the loss its probabilities.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor


class Linear:
    """x @ weight.T + bias."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        self.weight = weight
        self.bias = bias
        self.x: Tensor | None = None
        self.zero_grad()

    def forward(self, x: Tensor) -> Tensor:
        """Remember the input: the gradient of the weight needs it, and the result would not do."""
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, upstream: Tensor) -> Tensor:
        """Collect what every row of the batch says about the parameters, and pass the rest on."""
        if self.x is None:
            raise RuntimeError("Linear.backward needs a forward before it")
        # All leading axes are a batch. Each entry of the weight was used once for every row, so that the rows add up;
        # any mean over the batch is in upstream already.
        x = self.x.reshape(-1, self.x.shape[-1])
        rows = upstream.reshape(-1, upstream.shape[-1])
        self.grads["weight"] = self.grads["weight"] + rows.T @ x
        self.grads["bias"] = self.grads["bias"] + rows.sum(0)
        return upstream @ self.weight

    def zero_grad(self) -> None:
        """Begin anew. What forward remembered stays."""
        self.grads = {"weight": torch.zeros_like(self.weight), "bias": torch.zeros_like(self.bias)}


class ReLU:
    """max(x, 0)."""

    def __init__(self) -> None:
        self.grads: dict[str, Tensor] = {}
        self.positive: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        """Remember where the input was positive: that is all that its gradient depends on."""
        self.positive = x > 0
        return x.clamp(min=0)

    def backward(self, upstream: Tensor) -> Tensor:
        """Let the gradient pass where the input passed. Its own sign plays no part."""
        if self.positive is None:
            raise RuntimeError("ReLU.backward needs a forward before it")
        return upstream * self.positive

    def zero_grad(self) -> None:
        """There are no parameters."""


class SoftmaxCrossEntropy:
    """Softmax and cross-entropy in one, because together their derivative is short and nothing overflows."""

    def __init__(self) -> None:
        self.remembered: tuple[Tensor, Tensor] | None = None

    def forward(self, logits: Tensor, target: Tensor) -> Tensor:
        """Work with logarithms: a probability that rounds to 0 still has one."""
        log_probabilities = torch.log_softmax(logits, dim=1)
        self.remembered = (log_probabilities, target)
        return -log_probabilities.gather(1, target[:, None]).mean()

    def backward(self) -> Tensor:
        """Return (probabilities - one-hot) / N. The N is the batch mean of the loss."""
        if self.remembered is None:
            raise RuntimeError("SoftmaxCrossEntropy.backward needs a forward before it")
        log_probabilities, target = self.remembered
        one_hot = torch.zeros_like(log_probabilities).scatter(1, target[:, None], 1.0)
        return (log_probabilities.exp() - one_hot) / len(target)


class Sequential:
    """A chain of layers, and so a layer itself."""

    def __init__(self, layers: Sequence[Any]) -> None:
        self.layers = list(layers)

    def forward(self, x: Tensor) -> Tensor:
        """First to last."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream: Tensor) -> Tensor:
        """Last to first: each needs the gradient of its result, which the one behind it returns."""
        for layer in reversed(self.layers):
            upstream = layer.backward(upstream)
        return upstream

    def zero_grad(self) -> None:
        """Ask every layer, which may be a Sequential."""
        for layer in self.layers:
            layer.zero_grad()
