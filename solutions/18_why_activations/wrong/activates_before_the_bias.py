"""Applies the activation before the bias is added.

en: Your bias is added after the activation. What exactly is the input of the activation?
zh: 你在激活之后才加偏置。激活函数的输入究竟是什么？
"""

from collections.abc import Callable, Sequence

from torch import Tensor

CAUGHT_BY = "forward.value"


def collapse(layers: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    if not layers:
        raise ValueError("no layers")
    weight, bias = layers[0][0].clone(), layers[0][1].clone()
    for w, b in layers[1:]:
        weight, bias = w @ weight, w @ bias + b
    return weight, bias


def forward(
    x: Tensor, layers: Sequence[tuple[Tensor, Tensor]], activation: Callable[[Tensor], Tensor]
) -> Tensor:
    if not layers:
        raise ValueError("no layers")
    for k, (w, b) in enumerate(layers):
        x = x @ w.T
        x = x + b if k == len(layers) - 1 else activation(x) + b
    return x
