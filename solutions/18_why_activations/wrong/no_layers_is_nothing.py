"""Returns x for an empty stack.

en: Your forward accepts a stack without layers. What should happen to it?
zh: 你的 forward 接受了没有任何层的网络。应当怎样处理？
"""

from collections.abc import Callable, Sequence

from torch import Tensor

CAUGHT_BY = "forward.rejects"


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
        return x.clone()
    for k, (w, b) in enumerate(layers):
        if k > 0:
            x = activation(x)
        x = x @ w.T + b
    return x
