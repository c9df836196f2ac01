"""Ends with a softmax.

en: Your network behaves like one that ends with a softmax: its outputs are probabilities. What does cross_entropy expect, and what does a second softmax do to the gradient?
zh: 你的网络像是以 softmax 结尾：输出的是概率。cross_entropy 要的是什么？再做一次 softmax 会让梯度变成什么样？
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
        return self.linear(x.flatten(start_dim=1)).softmax(dim=1)
