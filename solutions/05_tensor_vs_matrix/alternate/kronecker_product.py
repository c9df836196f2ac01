"""Strings the components out to one long vector, which the Kronecker power of the matrix transforms at once."""

import torch
from torch import Tensor


def change_basis(tensor: Tensor, matrix: Tensor) -> Tensor:
    if matrix.ndim != 2 or matrix.size(0) != matrix.size(1) or any(s != matrix.size(0) for s in tensor.shape):
        raise ValueError("shapes do not go together")
    power = matrix.new_ones(1, 1)
    for _ in range(tensor.ndim):
        power = torch.kron(power, matrix)
    return (power @ tensor.reshape(-1, 1)).reshape(tensor.shape)
