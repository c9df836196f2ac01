"""Flattens the batch axis too.

en: Your network flattens the batch together with the features: several images become one long row. From which axis on should be flattened?
zh: 你的网络把批次轴也一起展平了：几张图像连成了长长的一行。应当从哪个轴开始展平？
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
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.linear(x.flatten())
