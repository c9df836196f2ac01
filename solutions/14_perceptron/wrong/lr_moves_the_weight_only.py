"""Moves the bias by the whole label.

en: Your weight obeys lr and your bias does not. Which of the two lines of the rule has a learning rate?
zh: 你的权重服从 lr，偏置却不。规则的两个式子里，哪个带有学习率？
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
    return w + lr * y * x, b + y


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
