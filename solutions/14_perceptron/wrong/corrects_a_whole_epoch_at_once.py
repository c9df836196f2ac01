"""Predicts all points with the line from the start of the epoch.

en: You collect all mistakes of an epoch before you move the line. Which line should the second point meet?
zh: 你把一轮中的错误收集齐了才移动直线。第二个点应当遇到的是哪条直线？
"""

import torch

CAUGHT_BY = "train.value"


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
    w, b, updates = x.new_zeros(x.shape[1]), x.new_zeros(()), 0
    for _ in range(max_epochs):
        wrong = (predict(x, w, b) != y).to(y.dtype)
        if wrong.sum() == 0:
            break
        w, b = w + (wrong * y) @ x, b + (wrong * y).sum()
        updates += int(wrong.sum())
    return w, b, updates
