"""Runs the layers without the activation.

en: Your forward does not call the activation at all. What is the whole stack then?
zh: 你的 forward 根本没有调用激活函数。这样一来，整个网络是什么？
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
        if k > 0:
            pass
        x = x @ w.T + b
    return x
