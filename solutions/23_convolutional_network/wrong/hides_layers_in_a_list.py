"""Keeps its layers in a plain Python list.

en: Your layers sit in a plain list, where the module does not see them: they have no entry in the state dict and no optimizer gets them. How is a layer registered?
zh: 你的层放在普通的列表里，模块看不见它们：state dict 里没有它们，优化器也拿不到。怎样才能注册一个层？
"""

import torch.nn.functional as F
from torch import Tensor, nn

CAUGHT_BY = "names_and_shapes_of_the_parameters"


class DigitNet(nn.Module):
    def __init__(self, side: int = 28, classes: int = 10) -> None:
        super().__init__()
        if side < 4 or side % 4 or classes < 1:
            raise ValueError(f"no network for side {side} and {classes} classes")
        self.convolutions = [nn.Conv2d(1, 8, 3, padding=1), nn.Conv2d(8, 16, 3, padding=1)]
        self.linear = nn.Linear(16 * (side // 4) ** 2, classes)

    def forward(self, x: Tensor) -> Tensor:
        for convolution in self.convolutions:
            x = F.max_pool2d(F.relu(convolution(x)), 2)
        return self.linear(x.flatten(start_dim=1))
