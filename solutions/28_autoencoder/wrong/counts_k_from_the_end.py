"""Takes a negative k for an index from the end.

en: Your function makes something of a negative k. What does a slice up to -1 take?
zh: k 为负时你的函数照样给出结果。切片到 -1 会取到什么？
"""

import torch

CAUGHT_BY = "linear_autoencoder.rejects"


def reconstruct(x, w, b_encoder, b_decoder):
    """Sigmoid code, tied weights."""
    return torch.sigmoid(x @ w + b_encoder) @ w.T + b_decoder


def loss_and_gradients(x, w, b_encoder, b_decoder):
    """Mean squared error and its gradients."""
    code = torch.sigmoid(x @ w + b_encoder)
    error = code @ w.T + b_decoder - x
    loss = error.square().mean()
    d_output = 2 / x.numel() * error
    d_code = d_output @ w
    d_before = d_code * code * (1 - code)
    dw = x.T @ d_before + d_output.T @ code
    return loss, dw, d_before.sum(0), d_output.sum(0)


def linear_autoencoder(x, k):
    """Principal component analysis."""
    mean = x.mean(0)
    centred = x - mean
    _, _, directions = torch.linalg.svd(centred, full_matrices=False)
    kept = directions[:k]
    return centred @ kept.T @ kept + mean
