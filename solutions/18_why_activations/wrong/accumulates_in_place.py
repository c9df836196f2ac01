"""Adds into the last bias of the caller.

en: After the call a bias of the network holds something else. Which line writes into a tensor that you were given?
zh: 调用之后，网络的某个偏置变了。哪一行写进了传进来的张量？
"""

from collections.abc import Callable, Sequence

from torch import Tensor

CAUGHT_BY = "collapse.untouched"


def collapse(layers: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    if not layers:
        raise ValueError("no layers")
    weight, bias = layers[0][0].clone(), layers[0][1].clone()
    for w, b in layers[1:]:
        weight, bias = w @ weight, b.data.add_(w @ bias).clone()
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
