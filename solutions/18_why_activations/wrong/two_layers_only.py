"""Collapses the first and the last layer.

en: Your collapse works for two layers. What happens to those in the middle?
zh: 你的合并只对两层有效。中间的层到哪里去了？
"""

from collections.abc import Callable, Sequence

from torch import Tensor

CAUGHT_BY = "collapse.value"


def collapse(layers: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    if not layers:
        raise ValueError("no layers")
    weight, bias = layers[0][0].clone(), layers[0][1].clone()
    for w, b in layers[1:][-1:]:
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
    return x
