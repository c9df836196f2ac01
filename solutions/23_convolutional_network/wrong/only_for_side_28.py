"""Computes the size of the linear layer for 28 x 28 images only.

en: Your linear layer is made for 28 x 28 images whatever side is. How does the number of features depend on side?
zh: 不论 side 是多少，你的线性层都只适合 28 x 28 的图像。特征的个数与 side 有什么关系？
"""

import torch.nn.functional as F
from torch import Tensor, nn

CAUGHT_BY = "names_and_shapes_of_the_parameters"


class DigitNet(nn.Module):
    def __init__(self, side: int = 28, classes: int = 10) -> None:
        super().__init__()
        if side < 4 or side % 4 or classes < 1:
            raise ValueError(f"no network for side {side} and {classes} classes")
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.linear = nn.Linear(16 * 7 * 7, classes)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.linear(x.flatten(start_dim=1))
