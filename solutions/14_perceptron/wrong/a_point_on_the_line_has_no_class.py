"""Takes the sign, which is 0 for a point on the line.

en: For a score of exactly 0 you predict 0. Which class does a point on the line belong to?
zh: 得分恰好为 0 时，你的预测是 0。落在直线上的点属于哪一类？
"""

import torch

CAUGHT_BY = "predict.value"


def predict(x, w, b):
    return torch.sign(x @ w + b)


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
