"""Training and evaluation of a classifier, with the details that go wrong silently."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@contextmanager
def _mode(model: nn.Module, training: bool) -> Iterator[None]:
    """Put every module into one mode, and each back into its own afterwards."""
    before = [(module, module.training) for module in model.modules()]
    model.train(training)
    try:
        yield
    finally:
        # Not model.train(flag): that would give all modules the flag of the root.
        for module, flag in before:
            module.training = flag


def train(
    model: nn.Module,
    images: Tensor,
    labels: Tensor,
    epochs: int,
    lr: float,
    batch_size: int,
    generator: torch.Generator,
) -> list[float]:
    """Shuffle, batch, forward, zero, backward, step."""
    count = len(images)
    losses = []
    with _mode(model, training=True):
        for _ in range(epochs):
            # One permutation for both: an image keeps its label.
            order = torch.randperm(count, generator=generator, device=generator.device).to(images.device)
            total = 0.0
            for start in range(0, count, batch_size):
                batch = order[start : start + batch_size]
                loss = F.cross_entropy(model(images[batch]), labels[batch])
                # Before backward and not after the step: the first batch must not add to what was there before.
                model.zero_grad()
                loss.backward()
                with torch.no_grad():
                    for parameter in model.parameters():
                        if parameter.grad is not None:
                            parameter -= lr * parameter.grad
                # Back to a sum, because batches may differ in size. float() lets go of the graph.
                total += float(loss.detach()) * len(batch)
            losses.append(total / count)
    return losses


def evaluate(model: nn.Module, images: Tensor, labels: Tensor) -> float:
    """Dropout off, batch norm by its running statistics, and nothing recorded."""
    with _mode(model, training=False), torch.no_grad():
        prediction = model(images).argmax(1)
    return float((prediction == labels).double().mean())
