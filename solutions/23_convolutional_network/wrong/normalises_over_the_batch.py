"""Standardises the images with the mean and deviation of the batch.

en: In your network the answer for an image depends on the other images of its batch. What in forward looks at the whole batch?
zh: 在你的网络里，一张图像的结果取决于同一批次中的其他图像。forward 里的哪一步看到了整个批次？
"""

import torch.nn.functional as F
from torch import Tensor, nn

CAUGHT_BY = "a_batch_equals_its_images_one_by_one"


class DigitNet(nn.Module):
    def __init__(self, side: int = 28, classes: int = 10) -> None:
        super().__init__()
        if side < 4 or side % 4 or classes < 1:
            raise ValueError(f"no network for side {side} and {classes} classes")
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.linear = nn.Linear(16 * (side // 4) ** 2, classes)

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[0] > 1:
            x = (x - x.mean()) / x.std()
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.linear(x.flatten(start_dim=1))
