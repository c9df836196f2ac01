"""Data sets, batches and preprocessing: an array data set, a loader, and four steps on images.

Read question.md (or question.zh.md). Check your work: grade exercise 55
"""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor


class ArrayDataset:
    """Samples that lie side by side in tensors: number i is the tuple of the i-th entries.

    Raises ValueError for no tensors, and for tensors of different lengths.
    """

    def __init__(self, *arrays: Tensor) -> None:
        raise NotImplementedError("ArrayDataset is yours to write")

    def __len__(self) -> int:
        """How many samples there are."""
        raise NotImplementedError("ArrayDataset.__len__ is yours to write")

    def __getitem__(self, index: int) -> tuple[Tensor, ...]:
        """Sample number index. Raises IndexError where there is none."""
        raise NotImplementedError("ArrayDataset.__getitem__ is yours to write")


class Loader:
    """The batches of a data set, epoch after epoch.

    dataset: anything with len() and dataset[i].
    batch_size: samples in a batch. shuffle: take a new order each epoch. drop_last: leave out a last batch that is
    not full. generator: where the orders come from, torch's global generator if None.
    Raises ValueError for batch_size < 1.
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: int = 1,
        shuffle: bool = False,
        drop_last: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        raise NotImplementedError("Loader is yours to write")

    def __len__(self) -> int:
        """How many batches an epoch has."""
        raise NotImplementedError("Loader.__len__ is yours to write")

    def __iter__(self) -> Iterator[Any]:
        """One epoch of collated batches."""
        raise NotImplementedError("Loader.__iter__ is yours to write")


def resize_bilinear(image: Tensor, size: tuple[int, int]) -> Tensor:
    """Resize (C, H, W) to (C, *size) by bilinear interpolation, pixels being squares and not corners.

    Raises ValueError for a size below 1.
    """
    raise NotImplementedError("resize_bilinear is yours to write")


def random_crop(image: Tensor, size: tuple[int, int], generator: torch.Generator | None = None) -> Tensor:
    """A window (C, *size) of image (C, H, W), every position as likely as any other.

    Raises ValueError for a size below 1 or larger than the image.
    """
    raise NotImplementedError("random_crop is yours to write")


def random_flip(image: Tensor, p: float = 0.5, generator: torch.Generator | None = None) -> Tensor:
    """image (C, H, W), left and right exchanged with probability p. Raises ValueError for p outside [0, 1]."""
    raise NotImplementedError("random_flip is yours to write")


def normalize(image: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """(image - mean) / std with one mean and one std for each channel of (C, H, W).

    Raises ValueError if there are not C of each, or if some std is not above 0.
    """
    raise NotImplementedError("normalize is yours to write")
