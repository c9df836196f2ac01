"""Goes through Python lists, and makes tensors of the result."""

import torch


def predict(x, w, b):
    score = torch.matmul(x, w) + b
    return 2 * torch.ge(score, 0).to(score.dtype) - 1


def perceptron_step(w, b, x, y, lr):
    label = y.item()
    if label != 1 and label != -1:
        raise ValueError("labels are 1 and -1")
    right = predict(x, w, b).item() == label
    scale = 0.0 if right else lr * label
    return torch.add(w, x, alpha=scale), b + scale


def train(x, y, max_epochs):
    points, labels = x.tolist(), y.tolist()
    if not set(labels) <= {1.0, -1.0}:
        raise ValueError("labels are 1 and -1")
    weights, bias, updates = [0.0] * x.shape[1], 0.0, 0
    for _ in range(max_epochs):
        before = updates
        for point, label in zip(points, labels):
            score = sum(a * c for a, c in zip(point, weights)) + bias
            if label != (1.0 if score >= 0 else -1.0):
                weights = [c + label * a for a, c in zip(point, weights)]
                bias += label
                updates += 1
        if updates == before:
            break
    return x.new_tensor(weights), x.new_tensor(bias), updates
