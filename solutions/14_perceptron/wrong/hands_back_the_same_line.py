"""Returns w and b themselves when the point was right.

en: When nothing is to be corrected, you return the very tensors that came in. Whoever writes to the result changes the old line: what should a caller always get?
zh: 无需纠正时，你返回的就是传入的那两个张量。往结果里写入就会改动旧的直线：调用者总应得到什么？
"""

import torch

CAUGHT_BY = "perceptron_step.aliasing"


def predict(x, w, b):
    score = x @ w + b
    return torch.where(score >= 0, torch.ones_like(score), -torch.ones_like(score))


def perceptron_step(w, b, x, y, lr):
    if y.item() not in (1, -1):
        raise ValueError("labels are 1 and -1")
    if predict(x, w, b) == y:
        return w, b
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
