"""Leaves it to torch to refuse sizes that differ.

en: Sizes that differ do raise, but what torch raises. Which exception does the statement ask for?
zh: 大小不符时确实抛出了异常，但那是 torch 抛出的。题目要求的是哪种异常？
"""

CAUGHT_BY = "change_basis.rejects"


def change_basis(tensor, matrix):
    if matrix.dim() != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("the matrix must be square")
    result = tensor.clone()
    for axis in range(tensor.dim()):
        result = (result.transpose(axis, -1) @ matrix.mT).transpose(axis, -1)
    return result
