"""44 Padding.

Read question.md (or question.zh.md). Check your work: grade exercise 44
"""

from torch import Tensor


def pad2d(
    x: Tensor, padding: int | tuple[int, int, int, int], mode: str = "constant", value: float = 0.0
) -> Tensor:
    """Add cells around an image, or crop it.

    x: `(..., H, W)`, floating point, H and W at least 1; leading axes may be missing or of size 0.
    padding: (left, right, top, bottom), or one int for all four sides. Below 0, in constant mode only: so
        many cells are cut off.
    mode: "constant", "reflect", "replicate" or "circular".
    value: what the new cells hold in constant mode.

    Returns `(..., top + H + bottom, left + W + right)`, a new tensor with the dtype and device of x.

    Raises ValueError if x has fewer than two axes, if padding is neither an int nor four ints, if mode is
    unknown, if padding is negative outside constant mode, if more is cut off an axis than it has, if a
    reflect padding is not below the side that it reflects, or if a circular padding is above it.
    """
    raise NotImplementedError("pad2d is yours to write")


def same_padding(kernel_size: int, dilation: int = 1) -> tuple[int, int]:
    """Return the padding (before, after) with which a window at stride 1 keeps the length of an axis.

    If the total is odd, the extra cell comes after.

    Raises ValueError if kernel_size or dilation is below 1.
    """
    raise NotImplementedError("same_padding is yours to write")
