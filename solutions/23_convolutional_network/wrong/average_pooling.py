"""Pools by averages.

en: Your network behaves like one that averages each 2 x 2 block. Which pooling does the task name?
zh: 你的网络像是对每个 2 x 2 的小块取平均。题目要的是哪一种池化？
"""

import torch.nn.functional as F
from torch import Tensor, nn

CAUGHT_BY = "logits_match_the_reference"


class DigitNet(nn.Module):
    def __init__(self, side: int = 28, classes: int = 10) -> None:
        super().__init__()
        if side < 4 or side % 4 or classes < 1:
            raise ValueError(f"no network for side {side} and {classes} classes")
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.linear = nn.Linear(16 * (side // 4) ** 2, classes)

    def forward(self, x: Tensor) -> Tensor:
        x = F.avg_pool2d(F.relu(self.conv1(x)), 2)
        x = F.avg_pool2d(F.relu(self.conv2(x)), 2)
        return self.linear(x.flatten(start_dim=1))
