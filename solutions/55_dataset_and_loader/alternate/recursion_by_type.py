"""Collates through a table of types, gathers the four neighbours of each pixel, and pads nothing."""

import math

import torch


class ArrayDataset:
    """Keeps the rows ready-made."""

    def __init__(self, *arrays):
        if len({len(a) for a in arrays}) != 1:
            raise ValueError("one length for all tensors, and at least one tensor")
        self.samples = list(zip(*arrays, strict=True))

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        return self.samples[index]


def _numbers(samples):
    return torch.as_tensor(
        samples, dtype={float: torch.float64, int: torch.int64, bool: torch.bool}[type(samples[0])]
    )


def _places(samples):
    return [collate([s[i] for s in samples]) for i in range(len(samples[0]))]


def _keys(samples):
    return {k: collate([s[k] for s in samples]) for k in samples[0]}


TABLE = {
    float: _numbers,
    int: _numbers,
    bool: _numbers,
    str: list,
    tuple: _places,
    list: _places,
    dict: _keys,
}


def collate(samples):
    """Look the type of the first sample up."""
    collator = TABLE.get(type(samples[0]))
    return torch.stack(tuple(samples)) if collator is None else collator(samples)


class Loader:
    """Collects samples until a batch is full."""

    def __init__(self, dataset, batch_size=1, shuffle=False, drop_last=False, generator=None):
        if batch_size <= 0:
            raise ValueError("batch_size")
        self.dataset, self.batch_size, self.shuffle = dataset, batch_size, shuffle
        self.drop_last, self.generator = drop_last, generator

    def __len__(self):
        rounding = math.floor if self.drop_last else math.ceil
        return rounding(len(self.dataset) / self.batch_size)

    def __iter__(self):
        order = range(len(self.dataset))
        if self.shuffle:
            order = torch.randperm(len(self.dataset), generator=self.generator)
        return self._batches(order)

    def _batches(self, order):
        waiting = []
        for index in order:
            waiting.append(self.dataset[int(index)])
            if len(waiting) == self.batch_size:
                yield collate(waiting)
                waiting = []
        if waiting and not self.drop_last:
            yield collate(waiting)


def _neighbours(n, m, image):
    s = torch.clamp((torch.arange(m, device=image.device).to(image.dtype) + 0.5) * n / m - 0.5, min=0.0)
    j = torch.clamp(s.floor().to(torch.int64), max=n - 1)
    return j, torch.clamp(j + 1, max=n - 1), s - j


def resize_bilinear(image, size):
    """Mix columns first, then rows."""
    if min(size) < 1:
        raise ValueError(f"size={size}")
    left, right, t = _neighbours(image.shape[2], size[1], image)
    wide = image[:, :, left] * (1 - t) + image[:, :, right] * t
    above, below, u = _neighbours(image.shape[1], size[0], image)
    return torch.lerp(
        wide[:, above], wide[:, below], u[None, :, None].expand(image.shape[0], size[0], size[1])
    )


def random_crop(image, size, generator=None):
    """Number all positions and draw one of them."""
    rows, columns = image.shape[1] - size[0] + 1, image.shape[2] - size[1] + 1
    if min(size) < 1 or rows < 1 or columns < 1:
        raise ValueError("the crop does not fit")
    device = generator.device if generator is not None else "cpu"
    number = torch.randint(0, rows * columns, (1,), generator=generator, device=device).item()
    top, left = divmod(number, columns)
    return image.narrow(1, top, size[0]).narrow(2, left, size[1]).clone()


def random_flip(image, p=0.5, generator=None):
    """Turn the columns round by indexing."""
    if p < 0 or p > 1:
        raise ValueError("p is no probability")
    device = generator.device if generator is not None else "cpu"
    if torch.bernoulli(torch.full((1,), float(p), device=device), generator=generator).item():
        return image[:, :, list(range(image.shape[2] - 1, -1, -1))]
    return image.clone()


def normalize(image, mean, std):
    """Channel by channel."""
    if not len(mean) == len(std) == image.shape[0] or not min(std) > 0:
        raise ValueError("mean or std")
    return torch.stack([(image[c] - mean[c]) / std[c] for c in range(image.shape[0])])
