"""Squashes the target into (0, 1) first.

en: Your loss compares the output with something other than the input. What is an autoencoder trained to give back?
zh: 你的损失拿输出与输入之外的东西比较。自动编码器训练来还原的是什么？
"""

import torch

CAUGHT_BY = "the_loss_is_the_mean_squared_error_of_the_reconstruction"


def reconstruct(x, w, b_encoder, b_decoder):
    """Sigmoid code, tied weights."""
    return torch.sigmoid(x @ w + b_encoder) @ w.T + b_decoder


def loss_and_gradients(x, w, b_encoder, b_decoder):
    """Mean squared error and its gradients."""
    code = torch.sigmoid(x @ w + b_encoder)
    error = code @ w.T + b_decoder - torch.sigmoid(x)
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
