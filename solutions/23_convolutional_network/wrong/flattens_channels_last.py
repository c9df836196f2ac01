"""Flattens in the order height, width, channel.

en: Your network behaves like one that puts the channels last before flattening, as other frameworks do. In which order does the linear layer expect its features here?
zh: 你的网络像是在展平之前把通道移到了最后，就像别的框架那样。这里的线性层要求特征按什么顺序排列？
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
        return self.linear(x.permute(0, 2, 3, 1).flatten(start_dim=1))
