"""Names the last layer fc instead of linear.

en: Your network has the right layers under other names, so weights saved elsewhere do not load. Which three names does the task fix?
zh: 你的网络层都对，名字却不同，别处保存的权重就加载不进来。题目规定了哪三个名字？
"""

import torch.nn.functional as F
from torch import Tensor, nn

CAUGHT_BY = "names_and_shapes_of_the_parameters"


class DigitNet(nn.Module):
    def __init__(self, side: int = 28, classes: int = 10) -> None:
        super().__init__()
        if side < 4 or side % 4 or classes < 1:
            raise ValueError(f"no network for side {side} and {classes} classes")
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.fc = nn.Linear(16 * (side // 4) ** 2, classes)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc(x.flatten(start_dim=1))
