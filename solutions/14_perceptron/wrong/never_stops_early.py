"""Goes on after a clean epoch, to the last one allowed.

en: You go through every epoch that is allowed, although nothing changes any more. How can you tell that it never will again?
zh: 明明不再有变化，你还是把允许的轮数全部走完。怎样看出以后再也不会有变化？
"""

import torch

CAUGHT_BY = "a_clean_epoch_ends_the_training"


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
        for i in range(len(x)):
            if predict(x[i], w, b) != y[i]:
                w, b = w + y[i] * x[i], b + y[i]
                updates += 1
    return w, b, updates
