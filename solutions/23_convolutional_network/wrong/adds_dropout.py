"""Drops features at random while training.

en: Your network answers differently in training mode, as if it had a dropout. Which layers does the task list?
zh: 你的网络在训练模式下给出不同的结果，像是含有 dropout。题目列出了哪些层？
"""

import torch.nn.functional as F
from torch import Tensor, nn

CAUGHT_BY = "training_and_evaluation_agree"


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
        return self.linear(F.dropout(x.flatten(start_dim=1), 0.25, self.training))
