"""23 Convolutional network.

Read question.md (or question.zh.md). Check your work: grade exercise 23
"""

from torch import Tensor, nn


class DigitNet(nn.Module):
    """A small convolutional network that tells handwritten digits apart.

    side: height and width of the images in pixels, a positive multiple of 4.
    classes: how many classes there are, at least 1.

    Children: `conv1` (1 to 8 channels), `conv2` (8 to 16 channels) and `linear` (to classes).
    Raises ValueError if side is not a positive multiple of 4 or classes is below 1.
    """

    def __init__(self, side: int = 28, classes: int = 10) -> None:
        """Make the three layers with parameters."""
        raise NotImplementedError("DigitNet is yours to write")

    def forward(self, x: Tensor) -> Tensor:
        """Compute the logits of a batch of images.

        x: `(N, 1, side, side)`, in the dtype and on the device of the parameters. N may be 0.

        Returns the logits, `(N, classes)`: plain scores, before any softmax.
        """
        raise NotImplementedError("DigitNet.forward is yours to write")
