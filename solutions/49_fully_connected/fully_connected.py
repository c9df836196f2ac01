"""49 The fully connected layer: a worked solution.

Only the last axis takes part in the layer, whatever stands before it, so flatten's work is to bring all features of a
sample into that axis, and to leave the axis of the samples alone.
"""

import math

from torch import Tensor


def flatten(x: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Merge the axes from start_dim to end_dim into one."""
    # A 0-d tensor is treated as if it had one axis.
    axes = max(x.dim(), 1)
    for name, dim in (("start_dim", start_dim), ("end_dim", end_dim)):
        if not -axes <= dim < axes:
            raise IndexError(f"{name}={dim} is not an axis of a tensor of {axes}: use {-axes} to {axes - 1}")
    start, end = start_dim % axes, end_dim % axes
    if start > end:
        raise ValueError(f"start_dim={start_dim} comes after end_dim={end_dim}")
    # The length is computed, not written as -1: with an axis of size 0 among the others any number would fit.
    merged = math.prod(x.shape[start : end + 1])
    # reshape gives a view where strides allow it and copies where they do not; view would raise there.
    return x.reshape(*x.shape[:start], merged, *x.shape[end + 1 :])


def fully_connected(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Apply a fully connected layer along the last axis."""
    outputs, inputs = weight.shape
    if x.dim() == 0 or x.shape[-1] != inputs:
        raise ValueError(f"x has the shape {tuple(x.shape)}, but its last axis must be {inputs} long")
    if bias is not None and bias.shape != (outputs,):
        raise ValueError(f"bias has the shape {tuple(bias.shape)}, but must have {(outputs,)}")
    # Row j of the weight holds what output j takes from each input; matmul wants the inputs first.
    y = x @ weight.T
    return y if bias is None else y + bias


def classify(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Say which output is the largest."""
    # Of several equal maxima argmax names the first, as is asked.
    return fully_connected(x, weight, bias).argmax(-1)
