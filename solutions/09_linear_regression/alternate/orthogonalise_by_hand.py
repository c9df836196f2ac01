"""Gram-Schmidt by hand: makes the features orthogonal one after the other, and substitutes backwards."""

import torch


def fit(x, y):
    center, level = x.mean(0), y.mean()
    columns = [column[:, 0] for column in (x - center).tensor_split(x.shape[1], dim=1)]
    values = y - level
    steps, shares = [], []
    for k in range(len(columns)):
        length = columns[k].dot(columns[k])
        shares.append(columns[k].dot(values) / length)
        steps.append([columns[k].dot(later) / length for later in columns[k + 1 :]])
        for j, step in enumerate(steps[k], start=k + 1):
            columns[j] = columns[j] - step * columns[k]
    weights = []
    for k in reversed(range(len(columns))):
        known = sum((step * w for step, w in zip(steps[k], weights)), 0 * shares[k])
        weights.insert(0, shares[k] - known)
    weight = torch.stack(weights)
    return weight, level - center.dot(weight)


def predict(x, weight, bias):
    return torch.einsum("nd,d->n", x, weight) + bias
