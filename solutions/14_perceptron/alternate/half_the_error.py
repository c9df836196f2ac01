"""Without a branch: half of the difference between label and prediction is the label after a mistake, and else 0."""


def predict(x, w, b):
    return ((x * w).sum(-1) + b >= 0).to(x.dtype) * 2 - 1


def perceptron_step(w, b, x, y, lr):
    if abs(float(y)) != 1:
        raise ValueError("labels are 1 and -1")
    error = (y - predict(x, w, b)) / 2
    return w + lr * error * x, b + lr * error


def train(x, y, max_epochs):
    if (y.abs() != 1).any():
        raise ValueError("labels are 1 and -1")
    w, b, updates, epoch, clean = 0 * x[0], 0 * y[0], 0, 0, False
    while epoch < max_epochs and not clean:
        clean = True
        for row in range(x.size(0)):
            if predict(x[row], w, b) != y[row]:
                clean = False
                updates += 1
                w, b = perceptron_step(w, b, x[row], y[row], 1)
        epoch += 1
    return w, b, updates
