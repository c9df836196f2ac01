"""Is a Sequential itself: the names come from an ordered dictionary, and forward is inherited."""

from collections import OrderedDict

from torch import nn


class DigitNet(nn.Sequential):
    def __init__(self, side: int = 28, classes: int = 10) -> None:
        if side < 4 or side % 4 or classes < 1:
            raise ValueError(f"no network for side {side} and {classes} classes")
        super().__init__(
            OrderedDict(
                conv1=nn.Conv2d(1, 8, 3, padding="same"),
                relu1=nn.ReLU(),
                pool1=nn.MaxPool2d(2),
                conv2=nn.Conv2d(8, 16, 3, padding="same"),
                relu2=nn.ReLU(inplace=True),
                pool2=nn.AdaptiveMaxPool2d(side // 4),
                flatten=nn.Flatten(),
                linear=nn.Linear(16 * side * side // 16, classes),
            )
        )
