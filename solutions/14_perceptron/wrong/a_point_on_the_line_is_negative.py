"""Counts a score of 0 as -1.

en: For a score of exactly 0 you predict -1. To which side does the statement count the line itself?
zh: 得分恰好为 0 时，你的预测是 -1。题目把直线本身算在哪一侧？
"""

import torch

CAUGHT_BY = "predict.value"


def predict(x, w, b):
    score = x @ w + b
    return torch.where(score > 0, torch.ones_like(score), -torch.ones_like(score))


def perceptron_step(w, b, x, y, lr):
    if y.item() not in (1, -1):
        raise ValueError("labels are 1 and -1")
    if (x @ w + b >= 0) == (y > 0):
        return w.clone(), b.clone()
    return w + lr * y * x, b + lr * y


def train(x, y, max_epochs):
    if not bool(((y == 1) | (y == -1)).all()):
        raise ValueError("labels are 1 and -1")
    w, b, updates = x.new_zeros(x.shape[1]), x.new_zeros(()), 0
    for _ in range(max_epochs):
        before = updates
        for i in range(len(x)):
            if (x[i] @ w + b >= 0) != (y[i] > 0):
                w, b = w + y[i] * x[i], b + y[i]
                updates += 1
        if updates == before:
            break
    return w, b, updates
