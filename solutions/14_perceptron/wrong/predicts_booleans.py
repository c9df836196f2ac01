"""Returns True and False.

en: You answer with booleans. Which numbers, in which dtype, does the statement ask for?
zh: 你返回的是布尔值。题目要的是什么数，什么 dtype？
"""

CAUGHT_BY = "predict.dtype"


def predict(x, w, b):
    return x @ w + b >= 0


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
