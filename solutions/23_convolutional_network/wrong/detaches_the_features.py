"""Computes the convolutions without a graph.

en: Your logits are right, but the convolutions get no gradient. Where in forward is the graph cut?
zh: 你的 logits 是对的，但卷积层得不到梯度。计算图在 forward 的哪里被切断了？
"""

import torch.nn.functional as F
from torch import Tensor, nn

CAUGHT_BY = "gradients_match_the_reference"


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
        return self.linear(x.detach().flatten(start_dim=1))
