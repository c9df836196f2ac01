"""18 Why activation functions: a worked solution.

collapse is the proof that depth without activation is worth nothing: whatever the stack, it finds one layer that does
the same. Try to write it with an activation in between, and there is nothing to write.
"""

from collections.abc import Callable, Sequence

from torch import Tensor


def collapse(layers: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    """Find the one affine layer that equals the stack."""
    _check(layers)
    (weight, bias), *others = layers
    # Copies, so that a stack of one layer does not hand out the caller's own parameters.
    weight, bias = weight.clone(), bias.clone()
    for w, b in others:
        # Keep the sum so far as one layer, h = weight x + bias, and run the next one behind it:
        # w (weight x + bias) + b. The newer weight stands on the left, since it acts later, and it acts on the bias too.
        weight, bias = w @ weight, w @ bias + b
    return weight, bias


def forward(
    x: Tensor, layers: Sequence[tuple[Tensor, Tensor]], activation: Callable[[Tensor], Tensor]
) -> Tensor:
    """Run the stack with the activation between the layers."""
    _check(layers)
    *hidden, (weight, bias) = layers
    for w, b in hidden:
        x = activation(x @ w.T + b)
    return x @ weight.T + bias


def _check(layers: Sequence[tuple[Tensor, Tensor]]) -> None:
    if not layers:
        raise ValueError("a stack needs at least one layer")
