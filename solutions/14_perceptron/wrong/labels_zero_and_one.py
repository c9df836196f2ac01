"""Predicts 0 instead of -1.

en: Your predictions are 0 and 1. Which labels does the statement use, and what would y * x be with a label of 0?
zh: 你的预测是 0 和 1。题目用的是哪两个标签？标签为 0 时，y * x 会是什么？
"""

CAUGHT_BY = "predict.value"


def predict(x, w, b):
    return (x @ w + b >= 0).to(x.dtype)


def perceptron_step(w, b, x, y, lr):
    if y.item() not in (1, -1):
        raise ValueError("labels are 1 and -1")
    if 2 * predict(x, w, b) - 1 == y:
        return w.clone(), b.clone()
    return w + lr * y * x, b + lr * y


def train(x, y, max_epochs):
    if not bool(((y == 1) | (y == -1)).all()):
        raise ValueError("labels are 1 and -1")
    w, b, updates = x.new_zeros(x.shape[1]), x.new_zeros(()), 0
    for _ in range(max_epochs):
        before = updates
        for i in range(len(x)):
            if 2 * predict(x[i], w, b) - 1 != y[i]:
                w, b = w + y[i] * x[i], b + y[i]
                updates += 1
        if updates == before:
            break
    return w, b, updates
