"""Moves by label minus prediction, which is 2 after a mistake.

en: Your steps are twice as long as they should be. How large is the difference of two labels, and what does the rule multiply x by?
zh: 你的步子是应有的两倍。两个标签之差有多大，规则里 x 乘的又是什么？
"""

import torch

CAUGHT_BY = "perceptron_step.value"


def predict(x, w, b):
    score = x @ w + b
    return torch.where(score >= 0, torch.ones_like(score), -torch.ones_like(score))


def perceptron_step(w, b, x, y, lr):
    if y.item() not in (1, -1):
        raise ValueError("labels are 1 and -1")
    if predict(x, w, b) == y:
        return w.clone(), b.clone()
    return w + lr * (y - predict(x, w, b)) * x, b + lr * (y - predict(x, w, b))


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
