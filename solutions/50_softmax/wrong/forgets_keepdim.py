"""Drops the reduced axis, so that the maximum and the sum line up with the wrong axis.

en: Your maximum or your sum does not line up with x. What does a reduction do to the shape, and which argument keeps the axis?
zh: 你的最大值或总和没有与 x 对齐。归约会怎样改变形状？哪个参数可以把那个轴留下？
"""

from torch import Tensor

CAUGHT_BY = "softmax.shape"


def softmax(x: Tensor, dim: int) -> Tensor:
    weights = (x - x.amax(dim)).exp()
    return weights / weights.sum(dim)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    shifted = x - x.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x / temperature, dim)
