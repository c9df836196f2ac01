"""Adds up the biases without sending them through the later weights.

en: Your biases are simply added up. What does a later layer do to everything that arrives, biases included?
zh: 你只是把偏置加了起来。后面的层会对到达它的一切（包括偏置）做什么？
"""

from collections.abc import Callable, Sequence

from torch import Tensor

CAUGHT_BY = "collapsing_in_two_parts"


def collapse(layers: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    if not layers:
        raise ValueError("no layers")
    weight, bias = layers[0][0].clone(), layers[0][1].clone()
    for w, b in layers[1:]:
        weight, bias = w @ weight, bias + b
    return weight, bias


def forward(
    x: Tensor, layers: Sequence[tuple[Tensor, Tensor]], activation: Callable[[Tensor], Tensor]
) -> Tensor:
    if not layers:
        raise ValueError("no layers")
    for k, (w, b) in enumerate(layers):
        if k > 0:
            x = activation(x)
        x = x @ w.T + b
    return x
