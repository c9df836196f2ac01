"""An autoencoder with tied weights, its gradients by the chain rule, and its linear limit.

Source for the linear case: Baldi and Hornik, "Neural networks and principal component analysis", 1989.
"""

import torch
from torch import Tensor


def reconstruct(x: Tensor, w: Tensor, b_encoder: Tensor, b_decoder: Tensor) -> Tensor:
    """The output is linear: the input may hold any number, and a sigmoid would keep it out of reach."""
    return torch.sigmoid(x @ w + b_encoder) @ w.T + b_decoder


def loss_and_gradients(
    x: Tensor, w: Tensor, b_encoder: Tensor, b_decoder: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Each line of the way back undoes one line of the way forward, in the opposite order."""
    code = torch.sigmoid(x @ w + b_encoder)  # (N, K)
    error = code @ w.T + b_decoder - x  # (N, D)
    loss = error.square().mean()

    d_output = 2 / x.numel() * error  # (N, D)
    d_code = d_output @ w  # (N, K): back through w.T
    # The derivative of the sigmoid, written with its own value.
    d_before = d_code * code * (1 - code)  # (N, K)

    as_encoder = x.T @ d_before  # w in x @ w
    as_decoder = d_output.T @ code  # w in code @ w.T
    return loss, as_encoder + as_decoder, d_before.sum(0), d_output.sum(0)


def linear_autoencoder(x: Tensor, k: int) -> Tensor:
    """Principal component analysis.

    Encoder and decoder together are an affine map of rank k. The best bias takes the mean to the mean, and the best
    linear part projects onto the first k right singular vectors of the centred data (Eckart and Young).
    """
    if k < 0:
        raise ValueError(f"k must be at least 0, not {k}")
    mean = x.mean(0)
    centred = x - mean
    _, _, directions = torch.linalg.svd(centred, full_matrices=False)
    kept = directions[:k]  # (k, D), by falling singular value; a slice past the end takes what there is
    return centred @ kept.T @ kept + mean
