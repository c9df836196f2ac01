"""Takes y * score <= 0 for a mistake while training.

en: Your training corrects points with a score of 0 and the label +1, at the very start for instance. What does predict say there?
zh: 训练时，得分为 0、标签为 +1 的点你也去纠正，例如刚开始的时候。predict 在那里给出什么？
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
            if y[i] * (x[i] @ w + b) <= 0:
                w, b = w + y[i] * x[i], b + y[i]
                updates += 1
        if updates == before:
            break
    return w, b, updates
