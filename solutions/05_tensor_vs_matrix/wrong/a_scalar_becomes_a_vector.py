"""Gives a number one axis.

en: From a number you make an array with an axis. How many indices has a scalar before the change, and how many after?
zh: 你把单个数变成了带轴的数组。标量在变换前有几个下标，变换后呢？
"""

import torch

CAUGHT_BY = "change_basis.shape"


def change_basis(tensor, matrix):
    if matrix.dim() != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("the matrix must be square")
    if any(side != matrix.shape[0] for side in tensor.shape):
        raise ValueError("every axis must have the size of the matrix")
    if tensor.dim() == 0:
        return tensor.reshape(1) * matrix.new_ones(1)
    result = tensor.clone()
    for _ in range(tensor.dim()):
        result = torch.tensordot(result, matrix, dims=([0], [1]))
    return result
