"""Uses torch's own optimizer and inference mode, and evaluates in batches."""

import torch
from torch import nn


def train(model, images, labels, epochs, lr, batch_size, generator):
    """Reorder everything at the beginning of an epoch, then cut."""
    flags = {name: module.training for name, module in model.named_modules()}
    model.train()
    criterion = nn.CrossEntropyLoss(reduction="sum")
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        order = torch.randperm(images.size(0), generator=generator)
        seen = 0.0
        for inputs, targets in zip(
            images[order].split(batch_size), labels[order].split(batch_size), strict=True
        ):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            (loss / len(targets)).backward()
            optimizer.step()
            seen += loss.item()
        history.append(seen / images.size(0))
    for name, module in model.named_modules():
        module.training = flags[name]
    return history


def evaluate(model, images, labels):
    """Count the hits of each batch."""
    flags = [module.training for module in model.modules()]
    model.eval()
    hits = 0
    with torch.inference_mode():
        for start in range(0, len(images), 64):
            logits = model(images[start : start + 64])
            hits += int((logits.max(dim=1).indices == labels[start : start + 64]).sum())
    for module, flag in zip(model.modules(), flags, strict=True):
        module.training = flag
    return hits / len(images)
