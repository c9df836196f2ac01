"""A data set, a loader with collation, and preprocessing of images."""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor


class ArrayDataset:
    """Tensors side by side."""

    def __init__(self, *arrays: Tensor) -> None:
        if not arrays:
            raise ValueError("a data set needs at least one tensor")
        lengths = {len(array) for array in arrays}
        if len(lengths) != 1:
            raise ValueError(f"tensors of different lengths: {sorted(lengths)}")
        self.arrays = arrays

    def __len__(self) -> int:
        return len(self.arrays[0])

    def __getitem__(self, index: int) -> tuple[Tensor, ...]:
        return tuple(array[index] for array in self.arrays)


def _collate(samples: list[Any]) -> Any:
    """Turn a list of samples inside out: the structure outside, the batch inside."""
    first = samples[0]
    if isinstance(first, Tensor):
        return torch.stack(samples)
    if isinstance(first, float):
        # torch.tensor would take the default dtype, and round a Python float to it.
        return torch.tensor(samples, dtype=torch.float64)
    if isinstance(first, bool | int):
        return torch.tensor(samples)
    if isinstance(first, dict):
        return {key: _collate([sample[key] for sample in samples]) for key in first}
    if isinstance(first, tuple | list):
        return [_collate(list(place)) for place in zip(*samples, strict=True)]
    return samples


class Loader:
    """Batches of a data set."""

    def __init__(
        self,
        dataset: Any,
        batch_size: int = 1,
        shuffle: bool = False,
        drop_last: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        if batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, not {batch_size}")
        self.dataset = dataset
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.drop_last = drop_last
        self.generator = generator

    def __len__(self) -> int:
        full, rest = divmod(len(self.dataset), self.batch_size)
        return full if self.drop_last or not rest else full + 1

    def __iter__(self) -> Iterator[Any]:
        """A generator function: each iter() starts a new epoch, with an order of its own."""
        count = len(self.dataset)
        order = (
            torch.randperm(count, generator=self.generator).tolist() if self.shuffle else list(range(count))
        )
        for number in range(len(self)):
            chosen = order[number * self.batch_size : (number + 1) * self.batch_size]
            yield _collate([self.dataset[index] for index in chosen])


def _interpolation(before: int, after: int, like: Tensor) -> Tensor:
    """Return the matrix (after, before) that resizes one axis; each row holds the two weights of a pixel."""
    pixels = torch.arange(after, dtype=like.dtype, device=like.device)
    # Pixels are squares: the centre of the first lies half a pixel inside, on both scales.
    place = ((pixels + 0.5) * (before / after) - 0.5).clamp(min=0)
    low = place.floor().long().clamp(max=before - 1)
    high = (low + 1).clamp(max=before - 1)
    share = (place - low)[:, None]
    columns = torch.arange(before, device=like.device)
    return (1 - share) * (columns == low[:, None]) + share * (columns == high[:, None])


def resize_bilinear(image: Tensor, size: tuple[int, int]) -> Tensor:
    """Resizing is linear along each axis, so it is a matrix from the left and one from the right."""
    height, width = size
    if height < 1 or width < 1:
        raise ValueError(f"size must be at least 1 along both axes, not {size}")
    rows = _interpolation(image.shape[1], height, image)
    columns = _interpolation(image.shape[2], width, image)
    return rows @ image @ columns.T


def random_crop(image: Tensor, size: tuple[int, int], generator: torch.Generator | None = None) -> Tensor:
    """There are H - h + 1 places for the upper edge: the last one counts."""
    starts = []
    for side, wanted in zip(image.shape[1:], size, strict=True):
        if not 1 <= wanted <= side:
            raise ValueError(f"a crop of {size} does not fit into an image of {tuple(image.shape[1:])}")
        place = torch.randint(side - wanted + 1, (), generator=generator, device=_home(generator))
        starts.append(int(place))
    top, left = starts
    return image[:, top : top + size[0], left : left + size[1]]


def random_flip(image: Tensor, p: float = 0.5, generator: torch.Generator | None = None) -> Tensor:
    """rand() lies in [0, 1), so that p = 0 never flips and p = 1 always does."""
    if not 0 <= p <= 1:
        raise ValueError(f"p must lie in [0, 1], not {p}")
    drawn = torch.rand((), generator=generator, device=_home(generator))
    return image.flip(-1) if float(drawn) < p else image


def _home(generator: torch.Generator | None) -> torch.device | str:
    """Where a generator draws: a single number may be drawn anywhere, but not away from its generator."""
    return "cpu" if generator is None else generator.device


def normalize(image: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """One number a channel, in the dtype and on the device of the image."""
    channels = image.shape[0]
    if len(mean) != channels or len(std) != channels:
        raise ValueError(f"{channels} channels, but {len(mean)} means and {len(std)} deviations")
    if any(deviation <= 0 for deviation in std):
        raise ValueError(f"every deviation must be above 0: {std}")
    # new_tensor takes over both.
    return (image - image.new_tensor(mean)[:, None, None]) / image.new_tensor(std)[:, None, None]
