"""Autoencoders: one with tied weights and its gradients by hand, and the best linear one.

Read question.md (or question.zh.md). Check your work: grade exercise 28
"""

from torch import Tensor


def reconstruct(x: Tensor, w: Tensor, b_encoder: Tensor, b_decoder: Tensor) -> Tensor:
    """Encode with a sigmoid layer, decode with the same weights transposed.

    x: (N, D) floating. w: (D, K). b_encoder: (K,). b_decoder: (D,). One dtype and device for all.
    Returns (N, D).
    """
    raise NotImplementedError("reconstruct is yours to write")


def loss_and_gradients(
    x: Tensor, w: Tensor, b_encoder: Tensor, b_decoder: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Mean squared reconstruction error over all N * D elements, and its gradients, by hand.

    Shapes as in reconstruct. Returns (loss, dw, db_encoder, db_decoder): loss is 0-d, each gradient has the shape of
    its parameter; all have the dtype and device of x.
    """
    raise NotImplementedError("loss_and_gradients is yours to write")


def linear_autoencoder(x: Tensor, k: int) -> Tensor:
    """What the best linear autoencoder with k code units makes of x.

    x: (N, D) floating, N >= 1. k: 0 or more, also above N and D.
    Returns the reconstruction (N, D), with the dtype and device of x. Raises ValueError for a negative k.
    """
    raise NotImplementedError("linear_autoencoder is yours to write")
