"""Without a loop over the classes: the rank of a random number within its class decides."""

import torch
from torch import Tensor


def read_cifar100(data: bytes) -> tuple[Tensor, Tensor, Tensor]:
    """Split the table of bytes into columns."""
    if len(data) % 3074 != 0:
        raise ValueError("a CIFAR-100 record has 3,074 bytes")
    table = torch.tensor(list(data), dtype=torch.uint8).reshape(-1, 3074)
    coarse, fine, pixels = table.tensor_split((1, 2), dim=1)
    if not bool(torch.all(coarse < 20)) or not bool(torch.all(fine < 100)):
        raise ValueError("there are 20 coarse and 100 fine labels")
    return pixels.unflatten(1, (3, 32, 32)).clone(), coarse.flatten().long(), fine.flatten().long()


def stratified_split(labels: Tensor, per_class: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Count for each sample how many of its class have a smaller random number."""
    if not per_class >= 0:
        raise ValueError("per_class")
    tickets = torch.rand(len(labels), generator=generator, device=generator.device, dtype=torch.float64)
    tickets = tickets.to(labels.device)
    alike = labels[:, None] == labels[None, :]
    too_small = alike.sum(dim=1) < per_class
    if bool(too_small.any()):
        raise ValueError(f"class {labels[too_small].tolist()[0]} is too small")
    rank = (alike & (tickets[None, :] < tickets[:, None])).sum(dim=1)
    positions = torch.arange(len(labels), device=labels.device)
    return positions[rank < per_class], positions[rank >= per_class]
