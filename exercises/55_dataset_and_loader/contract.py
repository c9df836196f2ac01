"""What must hold for data sets, loaders and the preprocessing of images."""

import torch
import torch.nn.functional as F

from grader.contract import Contract, call, expect
from grader.contract.statistics import binomial_bounds
from grader.inputs import (
    SMALL,
    UNIT,
    Filler,
    generators,
    integer_tensors,
    questions,
    st,
    tensors,
)

contract = Contract(bans=["data_loader", "interpolate"])

numbers = (SMALL, UNIT)


def twin(generator):
    """Return another generator in the same state: a local call moves the one that it is given on."""
    copy = torch.Generator()
    copy.set_state(generator.get_state())
    return copy


# -- the data set --------------------------------------------------------------------------------------------


@contract.truth
class ArrayDataset:
    """torch's TensorDataset, which would import the whole of torch.utils.data."""

    def __init__(self, *arrays):
        if len({len(array) for array in arrays}) != 1:
            raise ValueError("lengths")
        self.arrays = arrays

    def __len__(self):
        return len(self.arrays[0])

    def __getitem__(self, index):
        return tuple(array[index] for array in self.arrays)


@st.composite
def columns(draw, min_rows=1):
    """Tensors of one length, and one floating dtype."""
    rows = draw(st.integers(min_rows, 5))
    dtype = draw(st.sampled_from([torch.float64, torch.float32]))
    kinds = draw(st.lists(st.sampled_from(["vector", "matrix", "labels"]), min_size=1, max_size=3))
    made = {
        "vector": tensors((rows,), regimes=numbers).map(lambda t: t.to(dtype)),
        "matrix": tensors((rows, 2), regimes=numbers).map(lambda t: t.to(dtype)),
        "labels": integer_tensors((rows,), 0, 9),
    }
    return [draw(made[kind]) for kind in kinds]


@contract.scenario(arrays=columns(), index=st.integers(0, 4), examples=15)
def samples_are_tuples_of_rows(learner, arrays, index):
    """a sample is the tuple of the rows of all tensors, counted from either end
    zh: 一个样本是由各张量对应行组成的元组，可以从两端数起
    """
    dataset = learner.ArrayDataset(*arrays)
    index %= len(arrays[0])
    return len(dataset), dataset[index], dataset[-1 - index]


@contract.law(rows=st.integers(1, 4), more=st.integers(1, 3), first=st.booleans(), examples=10)
def refuses_uneven_tensors_and_missing_samples(learner, rows, more, first):
    """tensors of different lengths, no tensors and a sample that does not exist are refused
    zh: 长度不同的张量、没有张量、不存在的样本，都会被拒绝
    """
    long, short = torch.zeros(rows + more, 2, dtype=torch.float64), torch.zeros(rows, dtype=torch.float64)
    pair = (long, short) if first else (short, long)
    expect(lambda: learner.ArrayDataset(*pair), "tensors of different lengths", zh="长度不同的张量").raises(
        ValueError
    )
    expect(
        lambda: learner.ArrayDataset(short, short, long),
        "the third of another length",
        zh="第三个张量长度不同",
    ).raises(ValueError)
    expect(lambda: learner.ArrayDataset(), "no tensors", zh="没有张量").raises(ValueError)
    dataset = learner.ArrayDataset(short, short)
    for index in (rows, rows + 3, -rows - 1):
        expect(
            lambda i=index: dataset[i],
            f"dataset[{index}] of {rows} samples",
            zh=f"有 {rows} 个样本时的 dataset[{index}]",
        ).raises(IndexError)


# -- the loader ----------------------------------------------------------------------------------------------


def collate(samples):
    """torch's default_collate, for the types of the statement."""
    first = samples[0]
    if isinstance(first, torch.Tensor):
        return torch.stack(samples)
    if isinstance(first, float):
        return torch.tensor(samples, dtype=torch.float64)
    if isinstance(first, int):
        return torch.tensor(samples)
    if isinstance(first, dict):
        return {key: collate([sample[key] for sample in samples]) for key in first}
    if isinstance(first, tuple | list):
        return [collate(list(place)) for place in zip(*samples, strict=True)]
    return samples


@contract.truth
class Loader:
    """torch's DataLoader, whose order under shuffle is one permutation an epoch."""

    def __init__(self, dataset, batch_size=1, shuffle=False, drop_last=False, generator=None):
        if batch_size < 1:
            raise ValueError("batch_size")
        self.dataset, self.batch_size, self.shuffle = dataset, batch_size, shuffle
        self.drop_last, self.generator = drop_last, generator

    def __len__(self):
        full, rest = divmod(len(self.dataset), self.batch_size)
        return full + (bool(rest) and not self.drop_last)

    def __iter__(self):
        count = len(self.dataset)
        order = list(range(count))
        if self.shuffle:
            order = torch.randperm(count, generator=self.generator).tolist()
        for start in range(0, len(self) * self.batch_size, self.batch_size):
            yield collate([self.dataset[i] for i in order[start : start + self.batch_size]])


@st.composite
def settings_of(draw, **fixed):
    """Keyword arguments of a loader."""
    drawn = {
        "batch_size": draw(st.integers(1, 4)),
        "shuffle": draw(st.booleans()),
        "drop_last": draw(st.booleans()),
    }
    drawn.update(fixed)
    return drawn


# On an accelerator a generator draws other permutations than on the CPU.
@contract.scenario(
    count=st.integers(0, 7),
    settings=settings_of(),
    generator=generators(),
    tuples=st.booleans(),
    examples=20,
    weight=0.12,
    portable=False,
)
def batches_come_in_the_right_order(learner, count, settings, generator, tuples):
    """two epochs give the batches of the statement, and len() says how many
    zh: 两轮给出的批次与题目规定的一致，len() 给出批次数
    """
    dataset = [(i, 10 * i) if tuples else i for i in range(count)]
    loader = learner.Loader(dataset, generator=twin(generator), **settings)
    return len(loader), list(loader), list(loader)


leaf = st.sampled_from(["float", "int", "bool", "str", "tensor", "matrix"])
forms = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(tuple),
        st.lists(inner, min_size=1, max_size=2),
        st.dictionaries(st.sampled_from(["x", "y", "name"]), inner, min_size=1, max_size=3),
    ),
    max_leaves=5,
)


def sample_of(form, fill):
    """A sample of a form, filled with numbers from a seed."""
    if isinstance(form, dict):
        return {key: sample_of(inner, fill) for key, inner in form.items()}
    if isinstance(form, list | tuple):
        return type(form)(sample_of(inner, fill) for inner in form)
    number = int(fill.integers(high=99))
    values = {"float": number / 10, "int": number, "bool": number % 2 == 1, "str": f"s{number}"}
    if form in values:
        return values[form]
    return fill(2) if form == "tensor" else fill(2, 1).float()


@contract.scenario(
    form=forms, count=st.integers(1, 4), size=st.integers(1, 3), seed=st.integers(0, 999), examples=25
)
def batches_are_collated_by_type(learner, form, count, size, seed):
    """batches are collated by the type of their samples, at any depth
    zh: 批次按样本的类型整理，嵌套多深都一样
    """
    fill = Filler(seed)
    return list(learner.Loader([sample_of(form, fill) for _ in range(count)], size))


@contract.scenario(
    arrays=columns(), settings=settings_of(), generator=generators(), examples=10, portable=False
)
def loads_an_array_dataset(learner, arrays, settings, generator):
    """loads the batches of an ArrayDataset
    zh: 加载 ArrayDataset 的批次
    """
    loader = learner.Loader(learner.ArrayDataset(*arrays), generator=twin(generator), **settings)
    return len(loader), list(loader)


@contract.law(
    count=st.integers(20, 24),
    size=st.integers(1, 9),
    given=st.booleans(),
    generator=generators(),
    examples=8,
    portable=False,
)
def epochs_differ_and_each_has_every_sample_once(learner, count, size, given, generator):
    """under shuffle, every epoch has every sample once, and no two epochs have the same order
    zh: 打乱时，每一轮每个样本恰好出现一次，各轮次序不同
    """
    options = {"generator": twin(generator)} if given else {}
    loader = learner.Loader(list(range(count)), size, shuffle=True, **options)
    epochs = [torch.cat(list(loader)) for _ in range(2)]
    for epoch in epochs:
        expect(epoch.sort().values, "the samples of an epoch, sorted", zh="一轮的样本（排序之后）").equal_to(
            torch.arange(count)
        )
    expect(
        torch.equal(*epochs), "the second epoch has the order of the first", zh="第二轮与第一轮次序相同"
    ).equal_to(False)


@contract.law(size=st.integers(-3, 0), examples=4)
def a_batch_needs_a_sample(learner, size):
    """a batch_size below 1 is refused when the loader is made
    zh: batch_size 小于 1 时，创建加载器就会被拒绝
    """
    expect(lambda: learner.Loader([1, 2], size), f"Loader(dataset, {size})").raises(ValueError)
    expect(lambda: learner.Loader([], batch_size=size), f"Loader([], {size})").raises(ValueError)


# -- preprocessing -------------------------------------------------------------------------------------------


def image_of(draw, max_side=5, min_side=1):
    side = st.integers(min_side, max_side)
    return draw(tensors(st.tuples(st.integers(1, 3), side, side), regimes=numbers))


@questions
def resizes(draw):
    return call(image_of(draw), (draw(st.integers(1, 8)), draw(st.integers(1, 8))))


def resize_grid(fill: Filler):
    sizes = [
        ((5, 7), (3, 4)),
        ((5, 7), (10, 14)),
        ((2, 3), (5, 7)),
        ((3, 2), (2, 5)),
        ((4, 4), (4, 4)),
        ((1, 1), (3, 2)),
    ]
    return [call(fill(c, *before), after) for before, after in sizes for c in (1, 3)]


@contract.function(
    resizes(),
    grid=resize_grid,
    edges=lambda fill: [
        call(fill(2, 1, 5), (1, 2)),
        call(fill(1, 6, 1), (5, 3)),
        call(fill(0, 3, 3), (2, 2)),
    ],
    bad=[call(torch.ones(1, 2, 2, dtype=torch.float64), size) for size in ((0, 2), (2, 0), (-1, 2), (1, -3))],
)
def resize_bilinear(image, size):
    """matches F.interpolate(mode="bilinear", align_corners=False)
    zh: 与 F.interpolate(mode="bilinear", align_corners=False) 一致
    """
    if min(size) < 1:
        raise ValueError("size")
    if image.shape[0] == 0:
        return image.new_zeros(0, *size)
    return F.interpolate(image[None], size=size, mode="bilinear", align_corners=False)[0]


@questions
def whole_crops(draw):
    image = image_of(draw)
    return call(image, tuple(image.shape[1:]), draw(generators()))


TINY = torch.ones(1, 2, 3, dtype=torch.float64)


# Where there is one position only, nothing is left to chance.
@contract.function(
    whole_crops(),
    grid=lambda fill: [
        call(fill(3, 4, 5), (4, 5), fill.generator()),
        call(fill(2, 3, 2), (3, 2), generator=fill.generator()),
    ],
    bad=[call(TINY, size) for size in ((3, 3), (2, 4), (3, 1), (0, 2), (2, 0), (-1, 1))],
    view=True,
)
def random_crop(image, size, generator=None):
    """is the whole image where the crop is as large as the image
    zh: 裁剪尺寸等于图像时，就是整张图像
    """
    room = [image.shape[1] - size[0], image.shape[2] - size[1]]
    if min(size) < 1 or min(room) < 0:
        raise ValueError("size")
    top, left = (int(torch.randint(r + 1, (), generator=generator)) for r in room)
    return image[:, top : top + size[0], left : left + size[1]]


@contract.law(
    sides=st.tuples(st.integers(2, 5), st.integers(2, 5)),
    share=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    generator=generators(),
    examples=12,
)
def a_crop_is_a_window_of_the_image(learner, sides, share, generator):
    """a crop is a window that lies inside the image, and the same generator state gives the same one
    zh: 裁剪结果是落在图像之内的窗口；生成器状态相同，窗口就相同
    """
    height, width = sides
    size = (1 + share[0] % height, 1 + share[1] % width)
    image = torch.arange(2.0 * height * width, dtype=torch.float64).reshape(2, height, width)
    crop = learner.random_crop(image, size, twin(generator))
    expect(tuple(crop.shape), "the shape of the crop", zh="裁剪结果的形状").equal_to((2, *size))
    row, column = divmod(int(crop[0, 0, 0]), width)
    expect(crop, "the crop", zh="裁剪结果").equal_to(image[:, row : row + size[0], column : column + size[1]])
    expect(
        learner.random_crop(image, size, twin(generator)),
        "with the same generator state",
        zh="生成器状态相同时的结果",
    ).equal_to(crop)


@contract.law(generator=generators(), examples=2)
def every_position_is_equally_likely(learner, generator):
    """a crop begins at every row and column that leaves room for it, equally often
    zh: 凡是放得下的行和列，裁剪窗口从那里开始的机会均等
    """
    image = torch.arange(4.0, dtype=torch.float64).reshape(1, 2, 2)
    trials, places = 50, []
    for seed in range(trials):
        given = torch.Generator().manual_seed(generator.initial_seed() + seed)
        places.append(divmod(int(learner.random_crop(image, (1, 1), given)), 2))
    low, high = binomial_bounds(trials, 0.5)
    counts = {
        ("in row 1 of a 2 x 2 image", "在 2 x 2 图像的第 1 行"): sum(row for row, _ in places),
        ("in column 1 of a 2 x 2 image", "在 2 x 2 图像的第 1 列"): sum(column for _, column in places),
        ("on the diagonal of a 2 x 2 image", "在 2 x 2 图像的对角线上"): sum(
            row == column for row, column in places
        ),
    }
    for (where, zh), found in counts.items():
        note = f"{low} to {high} of {trials} crops of one pixel are {where}"
        zh = f"{trials} 次单像素裁剪中，有 {low} 到 {high} 次{zh}"
        expect(low <= found <= high, note, zh=zh).is_true()


@questions
def certain_flips(draw):
    return call(image_of(draw), draw(st.sampled_from([1.0, 0.0, 1, 0])), draw(generators()))


# At the two ends of p, nothing is left to chance.
@contract.function(
    certain_flips(),
    grid=lambda fill: ([call(fill(3, 4, 5), p, fill.generator()) for p in (0.0, 1.0)]),
    bad=[call(TINY, p) for p in (1.5, -0.5, 2, -1)],
    view=True,
)
def random_flip(image, p=0.5, generator=None):
    """is the image for p = 0, and exchanges left and right for p = 1
    zh: p = 0 时等于原图，p = 1 时左右互换
    """
    if not 0 <= p <= 1:
        raise ValueError("p")
    return image.flip(-1) if float(torch.rand((), generator=generator)) < p else image


@contract.law(p=st.sampled_from([0.5, 0.2]), generator=generators(), examples=2)
def a_share_p_of_the_images_is_flipped(learner, p, generator):
    """a share p of the images is flipped, each as a whole, and the same generator state decides alike
    zh: 图像被整张翻转的比例为 p；生成器状态相同，决定就相同
    """
    image = torch.arange(12.0, dtype=torch.float64).reshape(2, 2, 3)
    trials, flipped = 50, 0
    for seed in range(trials):
        given = torch.Generator().manual_seed(generator.initial_seed() + seed)
        result = learner.random_flip(image, p, given)
        turned = torch.equal(result, image.flip(-1))
        if not turned:
            expect(
                torch.equal(result, image),
                "the image is flipped as a whole or not at all",
                zh="图像要么整张翻转，要么完全不动",
            ).is_true()
        else:
            expect(
                turned, "the image is flipped as a whole or not at all", zh="图像要么整张翻转，要么完全不动"
            ).is_true()
        flipped += turned
    low, high = binomial_bounds(trials, p)
    expect(
        low <= flipped <= high,
        f"{low} to {high} of {trials} images are flipped at p={p}",
        zh=f"p={p} 时，{trials} 张图像中有 {low} 到 {high} 张被翻转",
    ).is_true()
    again = [learner.random_flip(image, p, twin(generator)) for _ in range(2)]
    expect(again[1], "with the same generator state", zh="生成器状态相同时的结果").equal_to(again[0])


@contract.law(sides=st.tuples(st.integers(1, 3), st.integers(1, 3)), examples=4)
def a_generator_is_not_needed(learner, sides):
    """without a generator, the global one decides
    zh: 不给生成器时，由全局生成器决定
    """
    image = torch.arange(2.0 * sides[0] * sides[1], dtype=torch.float64).reshape(2, *sides)
    expect(
        learner.random_crop(image, sides), "a crop as large as the image", zh="与图像一样大的裁剪"
    ).equal_to(image)
    expect(learner.random_flip(image, 1.0), "a flip with p=1", zh="p=1 时的翻转").equal_to(image.flip(-1))
    result = learner.random_flip(image)
    either = torch.equal(result, image) or torch.equal(result, image.flip(-1))
    expect(
        either, "a flip with p=0.5 is the image or its mirror image", zh="p=0.5 时，翻转得到原图或它的镜像"
    ).is_true()


@questions
def normalizations(draw):
    image = image_of(draw, max_side=3)
    channels = len(image)
    mean = draw(st.lists(st.sampled_from([0.0, 0.5, -1.25, 3.0]), min_size=channels, max_size=channels))
    std = draw(st.lists(st.sampled_from([1.0, 0.5, 0.3, 4.0]), min_size=channels, max_size=channels))
    return call(image, tuple(mean), tuple(std)) if draw(st.booleans()) else call(image, mean=mean, std=std)


def normalization_grid(fill: Filler):
    return [
        call(fill(3, 4, 5), [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        # As many channels as rows, and as columns.
        call(fill(3, 3, 3), [0.5, -0.5, 2.0], [0.5, 2.0, 0.25]),
        call(fill(2, 5, 2), (1.0, 2.0), (3.0, 0.5)),
        call(fill(1, 2, 3), [0.5], [0.25]),
    ]


@contract.function(
    normalizations(),
    grid=normalization_grid,
    bad=[
        call(TINY, [0.0, 1.0], [1.0]),
        call(TINY, [0.0], [1.0, 1.0]),
        call(TINY, [], []),
        call(TINY, [0.0, 0.0], [1.0, 1.0]),
        call(TINY, [0.0], [0.0]),
        call(TINY, [0.0], [-1.0]),
        call(torch.ones(2, 1, 2, dtype=torch.float64), [0.5], [0.5]),
    ],
)
def normalize(image, mean, std):
    """subtracts the mean of each channel and divides by its deviation
    zh: 每个通道减去其均值，再除以其标准差
    """
    if not len(mean) == len(std) == len(image) or min(std, default=0) <= 0:
        raise ValueError("mean or std")
    return (image - image.new_tensor(mean)[:, None, None]) / image.new_tensor(std)[:, None, None]


@contract.law(
    image=tensors(st.tuples(st.integers(1, 3), st.integers(2, 3), st.integers(2, 3)), regimes=(UNIT,)),
    examples=6,
)
def normalized_by_its_own_statistics_an_image_is_standard(learner, image):
    """an image normalised by its own statistics has mean 0 and deviation 1 in every channel
    zh: 用图像自身的统计量归一化之后，每个通道的均值为 0，标准差为 1
    """
    # One pixel stands out, so that no channel is constant.
    image = image.clone()
    image[:, 0, 0] += 20
    mean, std = image.mean((1, 2)), image.std((1, 2), correction=0)
    result = learner.normalize(image, mean.tolist(), std.tolist())
    expect(bool((result.mean((1, 2)).abs() < 1e-9).all()), "the means are 0", zh="均值为 0").is_true()
    expect(
        bool(((result.std((1, 2), correction=0) - 1).abs() < 1e-9).all()),
        "the deviations are 1",
        zh="标准差为 1",
    ).is_true()


@contract.law(
    image=tensors(st.tuples(st.integers(1, 2), st.integers(1, 3), st.integers(1, 4)), regimes=numbers),
    generator=generators(),
    examples=6,
)
def flipping_twice_is_the_identity(learner, image, generator):
    """two certain flips give the image back
    zh: 必定翻转两次，得到原图
    """
    once = learner.random_flip(image, 1.0, twin(generator))
    expect(
        learner.random_flip(once, 1.0, twin(generator)), "the image, flipped twice", zh="翻转两次之后的图像"
    ).equal_to(image)
