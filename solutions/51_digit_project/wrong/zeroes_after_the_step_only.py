"""Zeroes the gradients after the step and not before the first one.

en: Your first step uses gradients that were there before the training. Who says that .grad is empty when train is called?
zh: 你的第一步用上了训练之前就有的梯度。谁说调用 train 时 .grad 一定是空的？
"""

import torch
import torch.nn.functional as F

CAUGHT_BY = "old_gradients_do_not_matter"


def train(model, images, labels, epochs, lr, batch_size, generator):
    """Shuffle, batch, forward, zero, backward, step."""
    flags = [(module, module.training) for module in model.modules()]
    model.train()
    losses = []
    for _ in range(epochs):
        order = torch.randperm(len(images), generator=generator)
        total = 0.0
        for start in range(0, len(images), batch_size):
            batch = order[start : start + batch_size]
            loss = F.cross_entropy(model(images[batch]), labels[batch])
            loss.backward()
            with torch.no_grad():
                for parameter in model.parameters():
                    if parameter.grad is not None:
                        parameter -= lr * parameter.grad
            model.zero_grad()
            total += float(loss.detach()) * len(batch)
        losses.append(total / len(images))
    for module, flag in flags:
        module.training = flag
    return losses


def evaluate(model, images, labels):
    """The share of hits."""
    flags = [(module, module.training) for module in model.modules()]
    model.eval()
    with torch.no_grad():
        prediction = model(images).argmax(1)
    for module, flag in flags:
        module.training = flag
    return float((prediction == labels).double().mean())
