"""Multiplies as often as there are indices, but always the first one.

en: You multiply as often as there are indices, but which of them does each of your products meet?
zh: 你乘的次数与下标个数相同，但每次相乘碰到的是哪个下标？
"""

import torch

CAUGHT_BY = "change_basis.value"


def change_basis(tensor, matrix):
    if matrix.dim() != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("the matrix must be square")
    if any(side != matrix.shape[0] for side in tensor.shape):
        raise ValueError("every axis must have the size of the matrix")
    result = tensor.clone()
    for _ in range(tensor.dim()):
        result = torch.tensordot(matrix, result, dims=([1], [0]))
    return result
