"""Collects the logits in a tensor on the default device.

en: Your network makes a tensor without saying on which device. On a GPU it then meets the features from another device: where should a new tensor live?
zh: 你的网络新建张量时没有指明设备。在 GPU 上，它会与另一设备上的特征相遇：新张量应当放在哪里？
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

CAUGHT_BY = "runs_on_another_device"


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
        return torch.zeros(x.shape[0], 1, dtype=x.dtype) + self.linear(x.flatten(start_dim=1))
