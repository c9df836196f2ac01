"""Lets autograd find the gradients.

en: Your gradients come from autograd. Which two paths lead from w to the loss?
zh: 你的梯度来自自动求导。从 w 到损失有哪两条路？
"""

import torch

CAUGHT_BY = "allowed_means_only"


def reconstruct(x, w, b_encoder, b_decoder):
    """Sigmoid code, tied weights."""
    return torch.sigmoid(x @ w + b_encoder) @ w.T + b_decoder


def loss_and_gradients(x, w, b_encoder, b_decoder):
    """Mean squared error and its gradients."""
    leaves = [p.detach().clone().requires_grad_() for p in (w, b_encoder, b_decoder)]
    loss = (reconstruct(x, *leaves) - x).square().mean()
    return (loss.detach(), *torch.autograd.grad(loss, leaves))


def linear_autoencoder(x, k):
    """Principal component analysis."""
    if k < 0:
        raise ValueError("k must be at least 0")
    mean = x.mean(0)
    centred = x - mean
    _, _, directions = torch.linalg.svd(centred, full_matrices=False)
    kept = directions[:k]
    return centred @ kept.T @ kept + mean
