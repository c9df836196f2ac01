"""Convolves without padding and adapts the linear layer.

en: Your linear layer has too few inputs, as if the convolutions had no padding. What does a 3 x 3 kernel do to the side of an image, and what gives it back?
zh: 你的线性层输入太少，像是卷积没有填充。3 x 3 的卷积核会让图像的边长怎样变化？用什么可以补回来？
"""

import torch.nn.functional as F
from torch import Tensor, nn

CAUGHT_BY = "names_and_shapes_of_the_parameters"


class DigitNet(nn.Module):
    def __init__(self, side: int = 28, classes: int = 10) -> None:
        super().__init__()
        if side < 4 or side % 4 or classes < 1:
            raise ValueError(f"no network for side {side} and {classes} classes")
        self.conv1 = nn.Conv2d(1, 8, 3)
        self.conv2 = nn.Conv2d(8, 16, 3)
        self.linear = nn.Linear(16 * max(0, ((side - 2) // 2 - 2) // 2) ** 2, classes)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.linear(x.flatten(start_dim=1))
