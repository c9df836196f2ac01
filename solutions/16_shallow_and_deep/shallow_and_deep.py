"""16 Shallow and deep networks: a worked solution.

A network is a list of layers and a loop over it: depth is nothing but the length of the list. What needs care are the
ends: the last layer has no ReLU, or the network could never answer with a negative number; and of the widths the first
and the last are not hidden.
"""

import itertools
from collections.abc import Sequence

import torch
from torch import Tensor


def mlp(x: Tensor, layers: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
    """Run a multilayer perceptron."""
    if not layers:
        raise ValueError("a network needs at least one layer")
    *hidden, (weight, bias) = layers
    for hidden_weight, hidden_bias in hidden:
        # torch.relu passes nan on; where(z > 0, z, 0) would turn it into 0, since nan > 0 is False.
        x = torch.relu(x @ hidden_weight.T + hidden_bias)
    return x @ weight.T + bias


def count_parameters(sizes: Sequence[int]) -> int:
    """Count the weights and biases of a fully connected network."""
    _check(sizes)
    # Each neuron has a weight for every neuron before it, and one bias.
    return sum((before + 1) * after for before, after in itertools.pairwise(sizes))


def is_deep(sizes: Sequence[int]) -> bool:
    """Say whether a network has more than one hidden layer."""
    _check(sizes)
    hidden = sizes[1:-1]
    return len(hidden) > 1


def _check(sizes: Sequence[int]) -> None:
    if len(sizes) < 2:
        raise ValueError(f"sizes={list(sizes)} must name at least inputs and outputs")
    if min(sizes) < 1:
        raise ValueError(f"sizes={list(sizes)} has an entry below 1")
