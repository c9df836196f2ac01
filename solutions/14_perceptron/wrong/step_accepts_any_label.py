"""Learns from labels other than 1 and -1.

en: Your step takes 0 and 2 for labels. What should happen to a label that is neither 1 nor -1?
zh: 你的一步把 0 和 2 也当作标签。标签既不是 1 也不是 -1 时应当怎样？
"""

import torch

CAUGHT_BY = "perceptron_step.rejects"


def predict(x, w, b):
    score = x @ w + b
    return torch.where(score >= 0, torch.ones_like(score), -torch.ones_like(score))


def perceptron_step(w, b, x, y, lr):
    if predict(x, w, b) == y:
        return w.clone(), b.clone()
    return w + lr * y * x, b + lr * y


def train(x, y, max_epochs):
    if not bool(((y == 1) | (y == -1)).all()):
        raise ValueError("labels are 1 and -1")
    w, b, updates = x.new_zeros(x.shape[1]), x.new_zeros(()), 0
    for _ in range(max_epochs):
        before = updates
        for i in range(len(x)):
            if predict(x[i], w, b) != y[i]:
                w, b = w + y[i] * x[i], b + y[i]
                updates += 1
        if updates == before:
            break
    return w, b, updates
