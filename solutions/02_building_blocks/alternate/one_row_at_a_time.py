"""Adds up the gradient row by row, with the bias as a weight of a constant 1."""

import numpy as np


def training_step(x, y, weight, bias, lr):
    if len(x) != len(y):
        raise ValueError("rows differ")
    whole = np.concatenate([weight, bias[:, None]], axis=1)
    total, gradient = 0.0, np.zeros_like(whole)
    for row, target in zip(x, y):
        row = np.append(row, row.dtype.type(1))
        residual = whole @ row - target
        total += float(residual @ residual)
        gradient += np.outer(residual, row)
    whole = whole - lr * (2 / y.size) * gradient
    return total / y.size, whole[:, :-1].copy(), whole[:, -1].copy()
