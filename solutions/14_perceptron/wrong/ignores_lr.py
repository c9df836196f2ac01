"""Leaves the learning rate out.

en: Your step has the same length whatever lr is. Where does the rule use it?
zh: 不论 lr 是多少，你的步长都一样。规则在哪里用到它？
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
    return w + y * x, b + y


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
