"""No torch at all: the derivative of a mean of squares is 2 / (N O) times the residuals."""

import numpy as np


def training_step(x, y, weight, bias, lr):
    if x.shape[0] != y.shape[0]:
        raise ValueError("rows differ")
    residual = np.einsum("nd,od->no", x, weight) + bias - y
    scale = x.dtype.type(2 * lr / residual.size)
    return (
        float(np.mean(np.square(residual))),
        weight - scale * np.einsum("no,nd->od", residual, x),
        bias - scale * residual.sum(axis=0),
    )
