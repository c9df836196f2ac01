"""Puts a ReLU after the last layer.

en: Your network never gives a negative logit, as if a ReLU came after the last layer. What would be lost with the negative scores?
zh: 你的网络从不给出负的 logit，像是最后一层之后还有一个 ReLU。丢掉负的分数，失去的是什么？
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
        return F.relu(self.linear(x.flatten(start_dim=1)))
