"""Writes the new line into the old one.

en: After your step the caller's own w has moved. Into which tensor does += write?
zh: 你的一步之后，调用者自己的 w 也变了。+= 写进的是哪个张量？
"""

import torch

CAUGHT_BY = "perceptron_step.untouched"


def predict(x, w, b):
    score = x @ w + b
    return torch.where(score >= 0, torch.ones_like(score), -torch.ones_like(score))


def perceptron_step(w, b, x, y, lr):
    if y.item() not in (1, -1):
        raise ValueError("labels are 1 and -1")
    if predict(x, w, b) == y:
        return w.clone(), b.clone()
    w += lr * y * x
    b += lr * y
    return w.clone(), b.clone()


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
