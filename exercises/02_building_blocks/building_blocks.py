"""PyTorch's building blocks in one training step: tensors, the NumPy bridge, mathematics, autograd, optim, nn.

Read question.md (or question.zh.md). Check your work: grade exercise 02
"""

import numpy as np


def training_step(
    x: np.ndarray, y: np.ndarray, weight: np.ndarray, bias: np.ndarray, lr: float
) -> tuple[float, np.ndarray, np.ndarray]:
    """One step of gradient descent for a linear layer with mean squared error.

    x: `(N, D)`, y: `(N, O)`, weight: `(O, D)`, bias: `(O,)`, NumPy arrays, all float32 or all float64, in any layout.

    Returns (loss, weight, bias): the loss before the step, a float, and the parameters after it, new arrays with the
    shape and dtype of the old ones.
    Raises ValueError if x and y have different numbers of rows.
    """
    raise NotImplementedError("training_step is yours to write")
