"""Makes the linear layer anew in every forward.

en: Your network makes a layer in forward, new and random each time. Who would train its weights, and where must a layer be made so that the module knows it?
zh: 你的网络在 forward 里创建层，每次都是全新的随机权重。谁来训练它们？层应当在哪里创建，模块才认得它？
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
        self.classes = classes

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.flatten(start_dim=1)
        linear = nn.Linear(x.shape[1], self.classes, dtype=x.dtype, device=x.device)
        return linear(x)
