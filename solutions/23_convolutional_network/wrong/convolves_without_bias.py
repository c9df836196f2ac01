"""Gives the convolutions no bias.

en: Your convolutions have no bias. That is usual in front of a batch normalisation, but is there one here?
zh: 你的卷积没有偏置。在批归一化之前常常这样做，但这里有批归一化吗？
"""

import torch.nn.functional as F
from torch import Tensor, nn

CAUGHT_BY = "names_and_shapes_of_the_parameters"


class DigitNet(nn.Module):
    def __init__(self, side: int = 28, classes: int = 10) -> None:
        super().__init__()
        if side < 4 or side % 4 or classes < 1:
            raise ValueError(f"no network for side {side} and {classes} classes")
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1, bias=False)
        self.linear = nn.Linear(16 * (side // 4) ** 2, classes)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.linear(x.flatten(start_dim=1))
