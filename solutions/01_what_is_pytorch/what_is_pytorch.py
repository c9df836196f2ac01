"""What PyTorch is: the NumPy program, word for word, with np exchanged for torch.

Every operator here is one of torch. Each takes its dtype and its device from its arguments, and each is recorded when
an argument requires a gradient: that is all it takes to run on an accelerator and to be trained.
"""

import torch
from torch import Tensor


def two_layer_forward(x: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor) -> Tensor:
    """tanh(x @ w1 + b1) @ w2 + b2, for x of shape (..., D)."""
    # @ works on the last axis of x whatever stands before it, and the bias is broadcast along all leading axes.
    hidden = torch.tanh(x @ w1 + b1)  # (..., H)
    # No tanh here: an output must be free to take any value.
    return hidden @ w2 + b2  # (..., O)
