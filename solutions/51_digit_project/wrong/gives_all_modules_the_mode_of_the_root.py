"""Gives every module the mode of the model as a whole.

en: After your training, a part that was in evaluation mode on purpose is in training mode. Whose mode does model.train(flag) set?
zh: 训练之后，原本特意处于评估模式的部分变成了训练模式。model.train(flag) 设置的是谁的模式？
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
    model.train(flags[0][1])
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
