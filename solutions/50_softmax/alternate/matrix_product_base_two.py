"""Lays the axis last, works in powers of two, and sums by a product with a vector of ones."""

import math

from torch import Tensor


def shifted_rows(x: Tensor, dim: int) -> Tensor:
    """x with dim last, at least one axis, and every row moved so that its maximum is 0."""
    rows = x.movedim(dim, -1) if x.dim() else x.reshape(1).movedim(dim, -1)
    # max picks one of several equal entries and amax shares among them: in the end both give the same gradient.
    return rows - rows.max(-1, keepdim=True).values


def back(rows: Tensor, x: Tensor, dim: int) -> Tensor:
    return rows.movedim(-1, dim) if x.dim() else rows.reshape(())


def softmax(x: Tensor, dim: int) -> Tensor:
    powers = (shifted_rows(x, dim) * math.log2(math.e)).exp2()
    ones = x.new_ones(powers.shape[-1], 1)
    return back(powers / (powers @ ones), x, dim)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    rows = shifted_rows(x, dim)
    powers = (rows * math.log2(math.e)).exp2()
    ones = x.new_ones(powers.shape[-1], 1)
    return back(rows - (powers @ ones).log2() * math.log(2), x, dim)


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if temperature > 0:
        return softmax(x * (1 / temperature), dim)
    raise ValueError("temperature must be above 0")
