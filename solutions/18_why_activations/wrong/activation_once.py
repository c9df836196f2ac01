"""Applies the activation after the first layer alone.

en: Your forward calls the activation once, however deep the stack. How many gaps are there between four layers?
zh: 不论有多深，你的 forward 只调用一次激活函数。四层之间有几个空隙？
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
        if k == 1:
            x = activation(x)
        x = x @ w.T + b
    return x
