"""Applies the activation after every layer.

en: Your network applies the activation to its output as well. Between which layers does it belong?
zh: 你的网络对输出也作用了激活函数。它应当在哪些层之间？
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
            x = activation(x)
        x = x @ w.T + b
    return activation(x)
