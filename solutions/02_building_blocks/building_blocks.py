"""PyTorch's building blocks in one training step."""

import numpy as np
import torch
from torch import nn


def _copied(array: np.ndarray) -> torch.Tensor:
    """A tensor with memory of its own.

    from_numpy alone would share the memory of the array, so that the optimizer would write into what belongs to the
    caller; and it refuses negative strides. np.array copies, and stores the copy row by row.
    """
    return torch.from_numpy(np.array(array, order="C"))


def training_step(
    x: np.ndarray, y: np.ndarray, weight: np.ndarray, bias: np.ndarray, lr: float
) -> tuple[float, np.ndarray, np.ndarray]:
    """Arrays become tensors, nn predicts, autograd differentiates, optim steps, and tensors become arrays."""
    # Checked by hand, because a single row of y would be broadcast along all rows of x without a word.
    if len(x) != len(y):
        raise ValueError(f"x has {len(x)} rows and y has {len(y)}")

    layer = nn.Linear(weight.shape[1], weight.shape[0])
    layer.weight = nn.Parameter(_copied(weight))  # the dtype of the array, not torch's default
    layer.bias = nn.Parameter(_copied(bias))
    optimizer = torch.optim.SGD(layer.parameters(), lr=lr)

    loss = nn.functional.mse_loss(layer(_copied(x)), _copied(y))  # the mean over all N * O entries
    loss.backward()
    before = loss.item()  # of the parameters as they came: the step has yet to be taken
    optimizer.step()
    # detach, because numpy() refuses tensors that require grad. The parameters are ours, so sharing is no harm here.
    return before, layer.weight.detach().numpy(), layer.bias.detach().numpy()
