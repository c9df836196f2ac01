"""Evaluates with gradients switched on.

en: Your evaluation records a graph that nobody will ever walk back. What does that cost, and how is it switched off?
zh: 你的评估记录了一张谁也不会往回走的计算图。这要付出什么代价？怎样关掉它？
"""

import torch
import torch.nn.functional as F

CAUGHT_BY = "evaluation_records_no_graph"


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
    prediction = model(images).detach().argmax(1)
    for module, flag in flags:
        module.training = flag
    return float((prediction == labels).double().mean())
