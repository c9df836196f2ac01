"""A PyTorch project from start to end: train a classifier of digits, and evaluate it.

Read question.md (or question.zh.md). Check your work: grade exercise 51
"""

import torch
from torch import Tensor, nn


def train(
    model: nn.Module,
    images: Tensor,
    labels: Tensor,
    epochs: int,
    lr: float,
    batch_size: int,
    generator: torch.Generator,
) -> list[float]:
    """Train model in place by mini-batch gradient descent on the cross-entropy.

    model: maps images (B, ...) to logits (B, classes). images: (N, ...), in the dtype of the model. labels: (N,)
    int64. epochs: 0 or more. batch_size: 1 or more. generator: decides the order of the images.
    Returns one loss for each epoch, the mean over all N images as they were seen while training.
    """
    raise NotImplementedError("train is yours to write")


def evaluate(model: nn.Module, images: Tensor, labels: Tensor) -> float:
    """The share of images, from 0 to 1, whose largest logit is that of their label. Leaves model as it was."""
    raise NotImplementedError("evaluate is yours to write")
