"""Starts its product in a tensor on the default device.

en: Your code makes a tensor without saying where. On a GPU it then meets a matrix from another device: where should a new tensor live?
zh: 你的代码新建张量时没有说明放在哪里。在 GPU 上它会遇到另一设备上的矩阵：新张量应当放在哪里？
"""

import torch

CAUGHT_BY = "change_basis.device_agnostic"


def change_basis(tensor, matrix):
    if matrix.dim() != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("the matrix must be square")
    if any(side != matrix.shape[0] for side in tensor.shape):
        raise ValueError("every axis must have the size of the matrix")
    power = torch.ones(1, 1, dtype=matrix.dtype)
    for _ in range(tensor.dim()):
        power = torch.kron(power, matrix)
    return (power @ tensor.reshape(-1, 1)).reshape(tensor.shape)
