"""Starts from zeros on the default device.

en: Your zeros are made without saying where. On a GPU they then meet points from another device: where should a new tensor live?
zh: 你新建零张量时没有说明放在哪里。在 GPU 上它会遇到另一设备上的点：新张量应当放在哪里？
"""

import torch

CAUGHT_BY = "train.device_agnostic"


def predict(x, w, b):
    score = x @ w + b
    return torch.where(score >= 0, torch.ones_like(score), -torch.ones_like(score))


def perceptron_step(w, b, x, y, lr):
    if y.item() not in (1, -1):
        raise ValueError("labels are 1 and -1")
    if predict(x, w, b) == y:
        return w.clone(), b.clone()
    return w + lr * y * x, b + lr * y


def train(x, y, max_epochs):
    if not bool(((y == 1) | (y == -1)).all()):
        raise ValueError("labels are 1 and -1")
    w, b, updates = torch.zeros(x.shape[1], dtype=x.dtype), torch.zeros((), dtype=x.dtype), 0
    for _ in range(max_epochs):
        before = updates
        for i in range(len(x)):
            if predict(x[i], w, b) != y[i]:
                w, b = w + y[i] * x[i], b + y[i]
                updates += 1
        if updates == before:
            break
    return w, b, updates
