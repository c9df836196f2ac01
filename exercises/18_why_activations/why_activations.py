"""18 Why activation functions.

Read question.md (or question.zh.md). Check your work: grade exercise 18
"""

from collections.abc import Callable, Sequence

from torch import Tensor


def collapse(layers: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    """Find the one affine layer that does what a stack of affine layers does.

    layers: a list or tuple of pairs (weight, bias), from the first layer to the last; weight `(out, in)`, bias `(out,)`,
        all of one dtype, float32 or float64.

    Returns the pair (weight, bias), a tuple of new tensors `(outputs, inputs)` and `(outputs,)` with the dtype and device
    of the layers. Raises ValueError if there is no layer.
    """
    raise NotImplementedError("collapse is yours to write")


def forward(
    x: Tensor, layers: Sequence[tuple[Tensor, Tensor]], activation: Callable[[Tensor], Tensor]
) -> Tensor:
    """Run a stack of affine layers with an activation between each two of them, and none after the last.

    x: `(..., inputs)`, any leading dimensions or none. layers: as in collapse, with the dtype of x.
    activation: takes a tensor and returns one of the same shape.

    Returns a new tensor `(..., outputs)` with the dtype and device of x. Raises ValueError if there is no layer.
    """
    raise NotImplementedError("forward is yours to write")
