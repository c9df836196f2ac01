"""Returns how many are right, not which share.

en: Your accuracy is a count. What would 90 mean without knowing how many images there were?
zh: 你的准确率是个数。不知道一共多少张图像，90 意味着什么？
"""

import torch
import torch.nn.functional as F

CAUGHT_BY = "the_accuracy_is_the_share_of_hits"


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
    with torch.no_grad():
        prediction = model(images).argmax(1)
    for module, flag in flags:
        module.training = flag
    return float((prediction == labels).double().sum())
