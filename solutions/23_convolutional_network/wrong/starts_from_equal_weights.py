"""Starts with the same number in every weight.

en: All your filters start equal, so they get equal gradients and stay equal for ever. What breaks the symmetry?
zh: 你的所有卷积核一开始都相同，得到的梯度也相同，于是永远相同。靠什么来打破对称？
"""

import torch.nn.functional as F
from torch import Tensor, nn

CAUGHT_BY = "fresh_networks_start_from_random_weights"


class DigitNet(nn.Module):
    def __init__(self, side: int = 28, classes: int = 10) -> None:
        super().__init__()
        if side < 4 or side % 4 or classes < 1:
            raise ValueError(f"no network for side {side} and {classes} classes")
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.linear = nn.Linear(16 * (side // 4) ** 2, classes)
        for parameter in self.parameters():
            nn.init.constant_(parameter, 0.01)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.linear(x.flatten(start_dim=1))
