"""What PyTorch is: a NumPy program that moves to tensors and gains gradients.

Read question.md (or question.zh.md). Check your work: grade exercise 01
"""

from torch import Tensor


def two_layer_forward(x: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor) -> Tensor:
    """The output of a network with one tanh layer: tanh(x @ w1 + b1) @ w2 + b2.

    x: `(..., D)`, any number of leading dimensions, none included. w1: `(D, H)`, b1: `(H,)`, w2: `(H, O)`, b2: `(O,)`.
    All five are float32 or all five float64, on one device.

    Returns `(..., O)`, a new tensor with the dtype and device of x, through which gradients reach all five.
    """
    raise NotImplementedError("two_layer_forward is yours to write")
