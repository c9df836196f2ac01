"""Multiplies a bias with the whole product of weights, its own layer's included.

en: Your biases pass through one weight too many. Is a bias added before or after the weight of its own layer?
zh: 你的偏置多乘了一个权重。偏置是在本层的权重之前还是之后加上的？
"""

from collections.abc import Callable, Sequence

from torch import Tensor

CAUGHT_BY = "collapsing_in_two_parts"


def collapse(layers: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    if not layers:
        raise ValueError("no layers")
    weight, bias = layers[0][0].clone(), layers[0][1].clone()
    for w, b in layers[1:]:
        weight, bias = w @ weight, w @ (bias + b)
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
