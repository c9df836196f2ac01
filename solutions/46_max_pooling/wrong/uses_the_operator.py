"""Calls the operator that was to be written.

en: Your code hands the work to torch's own pooling. Which windows are there, and how does one get at the numbers of each?
zh: 你的代码把工作交给了 torch 自带的池化。一共有哪些窗口？怎样取到每个窗口里的数？
"""

import torch.nn.functional as F
from torch import Tensor

CAUGHT_BY = "allowed_means_only"


def max_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor | tuple[Tensor, Tensor]:
    return F.max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, return_indices)
