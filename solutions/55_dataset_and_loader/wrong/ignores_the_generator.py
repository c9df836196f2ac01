"""Shuffles with the global generator.

en: Your order does not come from the generator that was given. Where does randperm look for one?
zh: 你的次序不是来自给定的生成器。randperm 从哪里得到它？
"""

import torch

CAUGHT_BY = "batches_come_in_the_right_order"


class ArrayDataset:
    """Tensors side by side."""

    def __init__(self, *arrays):
        if len({len(array) for array in arrays}) != 1:
            raise ValueError("at least one tensor, and all of one length")
        self.arrays = arrays

    def __len__(self):
        return len(self.arrays[0])

    def __getitem__(self, index):
        return tuple(array[index] for array in self.arrays)


def _collate(samples):
    first = samples[0]
    if isinstance(first, torch.Tensor):
        return torch.stack(samples)
    if isinstance(first, float):
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

    def __init__(self, dataset, batch_size=1, shuffle=False, drop_last=False, generator=None):
        if batch_size < 1:
            raise ValueError("batch_size must be at least 1")
        self.dataset = dataset
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.drop_last = drop_last
        self.generator = generator

    def __len__(self):
        full, rest = divmod(len(self.dataset), self.batch_size)
        return full if self.drop_last or not rest else full + 1

    def __iter__(self):
        order = list(range(len(self.dataset)))
        if self.shuffle:
            order = torch.randperm(len(self.dataset)).tolist()
        for number in range(len(self)):
            chosen = order[number * self.batch_size : (number + 1) * self.batch_size]
            yield _collate([self.dataset[index] for index in chosen])


def _interpolation(before, after, like):
    pixels = torch.arange(after, dtype=like.dtype, device=like.device)
    place = ((pixels + 0.5) * (before / after) - 0.5).clamp(min=0)
    low = place.floor().long().clamp(max=before - 1)
    high = (low + 1).clamp(max=before - 1)
    share = (place - low)[:, None]
    columns = torch.arange(before, device=like.device)
    return (1 - share) * (columns == low[:, None]) + share * (columns == high[:, None])


def resize_bilinear(image, size):
    """A matrix from the left and one from the right."""
    height, width = size
    if height < 1 or width < 1:
        raise ValueError("size must be at least 1")
    rows = _interpolation(image.shape[1], height, image)
    columns = _interpolation(image.shape[2], width, image)
    return rows @ image @ columns.T


def _home(generator):
    return "cpu" if generator is None else generator.device


def random_crop(image, size, generator=None):
    """A window somewhere inside."""
    starts = []
    for side, wanted in zip(image.shape[1:], size, strict=True):
        if not 1 <= wanted <= side:
            raise ValueError("the crop does not fit")
        starts.append(int(torch.randint(side - wanted + 1, (), generator=generator, device=_home(generator))))
    top, left = starts
    return image[:, top : top + size[0], left : left + size[1]]


def random_flip(image, p=0.5, generator=None):
    """Left to right, with probability p."""
    if not 0 <= p <= 1:
        raise ValueError("p must lie in [0, 1]")
    drawn = torch.rand((), generator=generator, device=_home(generator))
    return image.flip(-1) if float(drawn) < p else image


def normalize(image, mean, std):
    """One mean and one deviation a channel."""
    if not len(mean) == len(std) == len(image) or any(deviation <= 0 for deviation in std):
        raise ValueError("mean or std")
    return (image - image.new_tensor(mean)[:, None, None]) / image.new_tensor(std)[:, None, None]
