"""Flattens with view, which needs one layout in memory and at least one image.

en: Your network stops at images in another memory layout (channels last) or at an empty batch. What does view need that flatten does not?
zh: 遇到另一种内存布局(channels last)或空的批次，你的网络就停下了。view 需要什么 flatten 不需要的条件？
"""

import torch.nn.functional as F
from torch import Tensor, nn

CAUGHT_BY = "memory_layout_does_not_matter"


class DigitNet(nn.Module):
    def __init__(self, side: int = 28, classes: int = 10) -> None:
        super().__init__()
        if side < 4 or side % 4 or classes < 1:
            raise ValueError(f"no network for side {side} and {classes} classes")
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.linear = nn.Linear(16 * (side // 4) ** 2, classes)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.linear(x.view(x.shape[0], -1))
