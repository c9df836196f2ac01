"""Pops the layers off the caller's list.

en: After the call the list of layers is empty. To whom does it belong?
zh: 调用之后，layers 这个列表空了。它是谁的？
"""

from collections.abc import Callable, Sequence

from torch import Tensor

CAUGHT_BY = "collapse.untouched"


def collapse(layers: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    if not layers:
        raise ValueError("no layers")
    weight, bias = layers[0][0].clone(), layers[0][1].clone()
    layers = layers if isinstance(layers, list) else list(layers)
    layers.pop(0)
    while layers:
        w, b = layers.pop(0)
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
