"""Does not switch to evaluation mode.

en: Your evaluation runs in training mode. By which statistics does a batch norm normalise then, and what happens to its running ones?
zh: 你的评估是在训练模式下进行的。这时批归一化用的是什么统计量？它的运行统计量又会怎样？
"""

import torch
import torch.nn.functional as F

CAUGHT_BY = "evaluates_in_evaluation_mode_and_changes_nothing"


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
    with torch.no_grad():
        prediction = model(images).argmax(1)
    for module, flag in flags:
        module.training = flag
    return float((prediction == labels).double().mean())
