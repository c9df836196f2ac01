"""Sends the first bias through, but adds no later one.

en: Your collapsed layer knows the first bias only. What does each layer add of its own?
zh: 你合并出的层只有第一个偏置。每一层自己还要加上什么？
"""

from collections.abc import Callable, Sequence

from torch import Tensor

CAUGHT_BY = "collapse.value"


def collapse(layers: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    if not layers:
        raise ValueError("no layers")
    weight, bias = layers[0][0].clone(), layers[0][1].clone()
    for w, b in layers[1:]:
        weight, bias = w @ weight, w @ bias
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
