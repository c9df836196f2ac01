"""Hands a number back itself.

en: Of rank 0 you return the very tensor that came in. Whoever writes to your result changes the input: what should a caller get?
zh: 对 0 阶张量，你直接返回了传入的那个对象。往结果里写入就会改动输入：应该给调用者什么？
"""

import torch

CAUGHT_BY = "change_basis.aliasing"


def change_basis(tensor, matrix):
    if matrix.dim() != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("the matrix must be square")
    if any(side != matrix.shape[0] for side in tensor.shape):
        raise ValueError("every axis must have the size of the matrix")
    result = tensor
    for _ in range(tensor.dim()):
        result = torch.tensordot(result, matrix, dims=([0], [1]))
    return result
