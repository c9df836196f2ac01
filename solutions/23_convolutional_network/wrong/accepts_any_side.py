"""Makes a network for any side.

en: Your network can be made for a side of 30, where pooling cuts off rows without a word. Which sides are allowed, and what should be raised otherwise?
zh: 边长为 30 也能建出你的网络，池化时却会悄悄丢掉几行。允许哪些边长？否则应当抛出什么异常？
"""

import torch.nn.functional as F
from torch import Tensor, nn

CAUGHT_BY = "refuses_impossible_sizes"


class DigitNet(nn.Module):
    def __init__(self, side: int = 28, classes: int = 10) -> None:
        super().__init__()
        if side < 4 or classes < 1:
            raise ValueError(f"no network for side {side} and {classes} classes")
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.linear = nn.Linear(16 * (side // 4) ** 2, classes)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.linear(x.flatten(start_dim=1))
