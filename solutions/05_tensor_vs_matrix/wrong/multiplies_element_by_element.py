"""Scales the components instead of mixing them.

en: Each of your results depends on one component of T only. What does the sum in the formula run over?
zh: 你的每个结果只取决于 T 的一个分量。公式里的求和是对什么进行的？
"""

CAUGHT_BY = "change_basis.value"


def change_basis(tensor, matrix):
    if matrix.dim() != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("the matrix must be square")
    if any(side != matrix.shape[0] for side in tensor.shape):
        raise ValueError("every axis must have the size of the matrix")
    result = tensor.clone()
    for axis in range(tensor.dim()):
        result = (result.transpose(axis, -1) * matrix.diagonal()).transpose(axis, -1)
    return result
