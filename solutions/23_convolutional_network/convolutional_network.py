"""23 Convolutional network: a worked solution.

The parts with parameters are made once, in __init__, so that the module knows them: they then appear in the
state dict, are moved by .to(), and reach the optimizer. ReLU, pooling and flattening have no parameters, so plain
functions do.
"""

import torch.nn.functional as F
from torch import Tensor, nn


class DigitNet(nn.Module):
    """Two rounds of convolution, ReLU and pooling, and one linear layer that reads what they found."""

    def __init__(self, side: int = 28, classes: int = 10) -> None:
        """Make the three layers with parameters."""
        super().__init__()
        if side < 4 or side % 4:
            # Each pooling halves the side, twice in all; a remainder would be cut off without a word.
            raise ValueError(f"side must be a positive multiple of 4, but is {side}")
        if classes < 1:
            raise ValueError(f"classes must be at least 1, but is {classes}")
        # A 3 x 3 kernel eats one pixel on each border; padding 1 gives it back, so that the side stays.
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.linear = nn.Linear(16 * (side // 4) ** 2, classes)

    def forward(self, x: Tensor) -> Tensor:
        """Compute the logits, `(N, classes)`, of images `(N, 1, side, side)`."""
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # (N, 8, side / 2, side / 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)  # (N, 16, side / 4, side / 4)
        # start_dim=1 keeps the batch apart. flatten also copes with an empty batch and with any layout in memory,
        # where x.view(len(x), -1) gives up.
        # No softmax at the end: the loss (cross_entropy) takes logits and computes its logarithm more accurately.
        return self.linear(x.flatten(start_dim=1))
