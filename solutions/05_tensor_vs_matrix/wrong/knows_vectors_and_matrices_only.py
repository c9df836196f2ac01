"""Treats further axes as a batch.

en: From rank 3 on you transform the last two indices only and take the others for a batch. Which indices does the law leave out?
zh: 从三阶起，你只变换最后两个下标，把其余的当成了批次。变换规律会漏掉哪个下标吗？
"""

CAUGHT_BY = "change_basis.value"


def change_basis(tensor, matrix):
    if matrix.dim() != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("the matrix must be square")
    if any(side != matrix.shape[0] for side in tensor.shape):
        raise ValueError("every axis must have the size of the matrix")
    if tensor.dim() == 0:
        return tensor.clone()
    if tensor.dim() == 1:
        return matrix @ tensor
    return matrix @ tensor @ matrix.mT
