"""Writes the formula down as it is, with two letters for each index."""

import torch
from torch import Tensor


def change_basis(tensor: Tensor, matrix: Tensor) -> Tensor:
    if matrix.dim() != 2 or len({*matrix.shape, *tensor.shape}) != 1:
        raise ValueError("one size for every axis of both")
    old, new = "abcd"[: tensor.dim()], "wxyz"[: tensor.dim()]
    operands = [matrix] * tensor.dim()
    rule = ",".join([*(n + o for n, o in zip(new, old)), old]) + "->" + new
    return torch.einsum(rule, *operands, tensor * 1)
