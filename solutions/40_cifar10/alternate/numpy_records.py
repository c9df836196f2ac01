"""NumPy: a record is a structured type, and the statistics are NumPy's own."""

import numpy as np
import torch
from torch import Tensor

_RECORD = np.dtype([("label", np.uint8), ("image", np.uint8, (3, 32, 32))])


def read_cifar10(data: bytes) -> tuple[Tensor, Tensor]:
    """Look at the bytes as an array of records and copy the two columns out of it."""
    count, rest = divmod(len(data), _RECORD.itemsize)
    if rest:
        raise ValueError(f"{rest} bytes too many")
    records = np.ndarray((count,), _RECORD, buffer=data)
    if (records["label"] > 9).any():
        raise ValueError("a label is above 9")
    return torch.from_numpy(records["image"].copy()), torch.from_numpy(records["label"].astype(np.int64))


def channel_statistics(images: Tensor) -> tuple[Tensor, Tensor]:
    """Compute both on the CPU and send them back to where the images are."""
    pixels = images.cpu().numpy().astype(np.float64) / 255
    mean, deviation = pixels.mean(axis=(0, 2, 3)), pixels.std(axis=(0, 2, 3))
    return torch.from_numpy(mean).to(images.device), torch.from_numpy(deviation).to(images.device)


def split(images: Tensor, labels: Tensor, train_size: int, generator: torch.Generator):
    """Give every sample a random number; those with the smallest ones are for training."""
    if images.shape[0] != labels.shape[0] or train_size not in range(images.shape[0] + 1):
        raise ValueError("the sizes do not fit")
    tickets = torch.rand(len(images), generator=generator, dtype=torch.float64, device=generator.device)
    order = tickets.argsort().to(images.device)
    train, rest = torch.tensor_split(order, [train_size])
    return (
        (images.index_select(0, train), labels.index_select(0, train)),
        (images.index_select(0, rest), labels.index_select(0, rest)),
    )
