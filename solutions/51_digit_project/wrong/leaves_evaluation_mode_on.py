"""Leaves the model in evaluation mode.

en: After your evaluation the model stays in evaluation mode. What would the next epoch of training do?
zh: 评估之后，你的模型停在评估模式。接下来的一轮训练会怎样？
"""

import torch
import torch.nn.functional as F

CAUGHT_BY = "every_module_gets_its_mode_back"


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
    model.eval()
    with torch.no_grad():
        prediction = model(images).argmax(1)
    return float((prediction == labels).double().mean())
