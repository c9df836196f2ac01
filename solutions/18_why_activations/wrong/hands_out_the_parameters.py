"""Returns a single layer's own tensors.

en: For one layer you return the very tensors that you were given. What happens to the network when the caller changes the result?
zh: 只有一层时，你返回的就是传进来的张量本身。调用者改动结果时，网络会怎样？
"""

from collections.abc import Callable, Sequence

from torch import Tensor

CAUGHT_BY = "collapse.aliasing"


def collapse(layers: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    if not layers:
        raise ValueError("no layers")
    weight, bias = layers[0]
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
    return x
