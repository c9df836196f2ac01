"""Takes the gradient of w as an encoder alone.

en: Your dw is what w receives as the encoder. Where else does w occur on the way to the output?
zh: 你的 dw 只是 w 作为编码器得到的那一份。通往输出的路上，w 还出现在哪里？
"""

import torch

CAUGHT_BY = "loss_and_gradients.value"


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
    dw = x.T @ d_before
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
