"""Puts a sigmoid on the output as well.

en: Your output always lies between 0 and 1. Which of the two layers has a sigmoid?
zh: 你的输出总是在 0 和 1 之间。两层之中，哪一层有 sigmoid？
"""

import torch

CAUGHT_BY = "reconstruct.value"


def reconstruct(x, w, b_encoder, b_decoder):
    """Sigmoid code, tied weights."""
    return torch.sigmoid(torch.sigmoid(x @ w + b_encoder) @ w.T + b_decoder)


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
    if k < 0:
        raise ValueError("k must be at least 0")
    mean = x.mean(0)
    centred = x - mean
    _, _, directions = torch.linalg.svd(centred, full_matrices=False)
    kept = directions[:k]
    return centred @ kept.T @ kept + mean
