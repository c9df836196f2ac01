"""Python lists: a list of positions for each class, from which one after the other is drawn."""

from collections import defaultdict

import torch
from torch import Tensor


def read_cifar100(data: bytes) -> tuple[Tensor, Tensor, Tensor]:
    """Cut the bytes into records and the records into their parts."""
    count, rest = divmod(len(data), 3074)
    if rest:
        raise ValueError(f"{rest} bytes are left after {count} records")
    images, coarse, fine = [], [], []
    for start in range(0, len(data), 3074):
        coarse.append(data[start])
        fine.append(data[start + 1])
        if coarse[-1] > 19 or fine[-1] > 99:
            raise ValueError(f"no class has the labels {coarse[-1]} and {fine[-1]}")
        images.append(list(data[start + 2 : start + 3074]))
    pixels = torch.tensor(images, dtype=torch.uint8).view(count, 3, 32, 32)
    return pixels, torch.tensor(coarse, dtype=torch.int64), torch.tensor(fine, dtype=torch.int64)


def stratified_split(labels: Tensor, per_class: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Move positions from the list of a class to the list of the chosen ones."""
    if per_class < 0:
        raise ValueError("a negative number of samples")
    positions = defaultdict(list)
    for position, label in enumerate(labels.tolist()):
        positions[label].append(position)
    chosen = []
    for label, left in positions.items():
        if len(left) < per_class:
            raise ValueError(f"class {label} is too small: {len(left)} < {per_class}")
        for _ in range(per_class):
            place = torch.randint(len(left), (1,), generator=generator, device=generator.device).item()
            chosen.append(left.pop(place))
    rest = [position for left in positions.values() for position in left]
    return (
        torch.tensor(sorted(chosen), dtype=torch.int64, device=labels.device),
        torch.tensor(sorted(rest), dtype=torch.int64, device=labels.device),
    )
