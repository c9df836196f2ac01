"""Ends the training as soon as a point is right.

en: One point on the right side ends your training. After what does the statement stop?
zh: 只要有一个点判对，你的训练就结束了。题目规定在什么之后停下？
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
        before = updates
        for i in range(len(x)):
            if predict(x[i], w, b) != y[i]:
                w, b = w + y[i] * x[i], b + y[i]
                updates += 1
            else:
                break
        if updates == before:
            break
    return w, b, updates
