"""A change of basis: one factor of the matrix for every index, whatever the rank."""

import torch
from torch import Tensor


def change_basis(tensor: Tensor, matrix: Tensor) -> Tensor:
    """Transform one index after the other."""
    if matrix.dim() != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"matrix must be square, but its shape is {tuple(matrix.shape)}")
    side = matrix.shape[0]
    if any(size != side for size in tensor.shape):
        raise ValueError(
            f"tensor has the shape {tuple(tensor.shape)}, which does not go with a side of {side}"
        )
    # A copy, because without indices there is nothing to do below, and the result must be a tensor of its own.
    result = tensor.clone()
    for _ in range(tensor.dim()):
        # tensordot sums the first axis of the result against the columns of the matrix, and puts the new axis last.
        # So each round takes the next index from the front, and after as many rounds as there are axes all of them
        # are transformed and back in their order. It is n ** (k + 1) work a round; all at once would be n ** (2 k).
        result = torch.tensordot(result, matrix, dims=([0], [1]))
    return result
