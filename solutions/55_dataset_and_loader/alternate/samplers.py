"""Splits the loader into a sampler of indices and a collator, and resizes by a weighted sum over all pixels."""

import torch


class ArrayDataset(torch.utils.data.Dataset):
    """A map-style data set over tensors."""

    def __init__(self, first=None, *others):
        if first is None or any(other.shape[0] != first.shape[0] for other in others):
            raise ValueError("tensors of one length, please")
        self.tensors = (first, *others)

    def __len__(self):
        return self.tensors[0].size(0)

    def __getitem__(self, index):
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return tuple(tensor.select(0, index) for tensor in self.tensors)


def index_batches(count, loader):
    """Return the lists of indices of one epoch."""
    order = torch.arange(count)
    if loader.shuffle:
        order = torch.randperm(count, generator=loader.generator)
    batches = [chunk.tolist() for chunk in order.split(loader.batch_size)] if count else []
    if loader.drop_last and batches and len(batches[-1]) < loader.batch_size:
        batches.pop()
    return batches


def merge(batch):
    """Collate by pattern."""
    match batch[0]:
        case torch.Tensor():
            return torch.cat([t.unsqueeze(0) for t in batch])
        case bool():
            return torch.tensor(batch, dtype=torch.bool)
        case int():
            return torch.tensor(batch, dtype=torch.int64)
        case float():
            return torch.tensor(batch, dtype=torch.double)
        case str():
            return list(batch)
        case dict() as first:
            return dict(zip(first, map(merge, ([d[k] for d in batch] for k in first)), strict=True))
        case _:
            return list(map(merge, map(list, zip(*batch, strict=True))))


class Loader:
    """Fetches and merges."""

    def __init__(self, dataset, batch_size=1, shuffle=False, drop_last=False, generator=None):
        if not batch_size >= 1:
            raise ValueError(f"batch_size={batch_size}")
        vars(self).update(
            dataset=dataset, batch_size=batch_size, shuffle=shuffle, drop_last=drop_last, generator=generator
        )

    def __len__(self):
        extra = 0 if self.drop_last else self.batch_size - 1
        return (len(self.dataset) + extra) // self.batch_size

    def __iter__(self):
        for indices in index_batches(len(self.dataset), self):
            yield merge([self.dataset[i] for i in indices])


def hat(n, m, image):
    """Weights as a hat around each output centre: max(0, 1 - distance), centres kept inside the image."""
    centres = (torch.arange(m, dtype=image.dtype, device=image.device) * 2 + 1) * n / (2 * m) - 0.5
    centres = centres.clamp(0, n - 1)
    pixels = torch.arange(n, dtype=image.dtype, device=image.device)
    return (1 - (centres[:, None] - pixels).abs()).clamp(min=0)


def resize_bilinear(image, size):
    """Two sums of products."""
    if any(side < 1 for side in size):
        raise ValueError("size")
    down, across = hat(image.size(1), size[0], image), hat(image.size(2), size[1], image)
    return torch.einsum("ih,chw,jw->cij", down, image, across)


def random_crop(image, size, generator=None):
    """Draw the two corners as shares of the room that is left."""
    room = [image.size(1) - size[0], image.size(2) - size[1]]
    if min(room) < 0 or min(size) < 1:
        raise ValueError("crop")
    where = generator.device if generator else torch.device("cpu")
    shares = torch.rand(2, dtype=torch.float64, device=where, generator=generator).tolist()
    top, left = (int(share * (space + 1)) for share, space in zip(shares, room, strict=True))
    return image[..., top : top + size[0], left : left + size[1]]


def random_flip(image, p=0.5, generator=None):
    """Flip when the drawn number is not above p."""
    if not 0.0 <= p <= 1.0:
        raise ValueError("p")
    where = generator.device if generator else torch.device("cpu")
    drawn = 1 - torch.rand(1, dtype=torch.float64, device=where, generator=generator).item()
    return torch.flip(image, dims=(2,)) if drawn <= p else image


def normalize(image, mean, std):
    """Broadcast over the last two axes."""
    if len(mean) != len(image) or len(std) != len(image) or any(s <= 0 for s in std):
        raise ValueError("mean, std")
    shift = torch.tensor(mean, dtype=image.dtype, device=image.device).view(-1, 1, 1)
    scale = torch.tensor(std, dtype=image.dtype, device=image.device).view(-1, 1, 1)
    return image.sub(shift).div(scale)
