"""Draws one order for all epochs.

en: All your epochs have the same order. When is an order to be drawn?
zh: 你的各轮次序都一样。次序应当在什么时候抽取？
"""

import torch
import torch.nn.functional as F

CAUGHT_BY = "trains_parameter_for_parameter_as_the_statement_says"


def train(model, images, labels, epochs, lr, batch_size, generator):
    """Shuffle, batch, forward, zero, backward, step."""
    flags = [(module, module.training) for module in model.modules()]
    model.train()
    losses = []
    order = torch.randperm(len(images), generator=generator)
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(images), batch_size):
            batch = order[start : start + batch_size]
            loss = F.cross_entropy(model(images[batch]), labels[batch])
            model.zero_grad()
            loss.backward()
            with torch.no_grad():
                for parameter in model.parameters():
                    if parameter.grad is not None:
                        parameter -= lr * parameter.grad
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
