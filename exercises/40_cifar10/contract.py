"""What must hold for reading CIFAR-10, its channel statistics and a random split."""

import torch

from grader.contract import Contract, call, expect, fetch, keep
from grader.inputs import Filler, generators, integer_tensors, questions, st
from grader.sandbox import Ask

contract = Contract(
    equivalent={
        "view_instead_of_reshape": "a record's pixels lie together: they are taken apart, and nothing is merged"
    },
)

RECORD = 3073
PIXELS = RECORD - 1


# -- the files ------------------------------------------------------------------------------------------------


def encoded(labels, pixels):
    """Return the file with these labels; `pixels` says how the seed of each record becomes its 3,072 bytes."""
    return b"".join(bytes([label]) + pixels(place) for place, label in enumerate(labels))


def noise(seed):
    """Return pixels from a generator."""
    generator = torch.Generator().manual_seed(seed)
    return lambda place: bytes(torch.randint(0, 256, (PIXELS,), generator=generator).tolist())


def ramp(seed):
    """Return pixels that count upwards, which shows in a report what was mixed up."""
    return lambda place: bytes((seed + place + i) % 256 for i in range(PIXELS))


@questions
def files(draw, max_records=3):
    labels = draw(st.lists(st.integers(0, 9), min_size=1, max_size=max_records))
    pixels = draw(st.sampled_from([noise, noise, ramp]))(draw(st.integers(0, 2**20)))
    return encoded(labels, pixels)


def file_grid(fill: Filler):
    found = []
    for count in (1, 2, 5):
        labels = fill.integers(count, high=9).tolist()
        found.append(call(encoded(labels, noise(int(fill.integers(high=2**20))))))
    return found


def bad_files():
    good = encoded([3, 9], ramp(7))
    return [
        call(good[:-1]),
        call(good + b"\0"),
        call(good[: RECORD - 1]),
        call(good[:1]),
        call(good[: RECORD + 5]),
        call(good + bytes(1024)),
        call(encoded([10], ramp(0))),
        call(encoded([255], ramp(0))),
        call(encoded([0, 10], ramp(1))),
        call(encoded([128, 0], ramp(1))),
        call(encoded([1, 2, 11], noise(1))),
    ]


@contract.function(
    files().map(call),
    grid=file_grid,
    edges=lambda fill: [call(b""), call(encoded([9], lambda _: bytes([255]) * PIXELS))],
    bad=bad_files(),
    weight=0.3,
)
def read_cifar10(data):
    """decodes CIFAR-10 files
    zh: 能解码 CIFAR-10 文件
    """
    if len(data) % RECORD:
        raise ValueError("length")
    starts = range(0, len(data), RECORD)
    labels = [data[start] for start in starts]
    if any(label > 9 for label in labels):
        raise ValueError("label")
    pixels = [list(data[start + 1 : start + RECORD]) for start in starts]
    images = torch.tensor(pixels, dtype=torch.uint8).reshape(len(labels), 3, 32, 32)
    return images, torch.tensor(labels, dtype=torch.int64)


def held(function, *args):
    """Call a function and leave the result where the learner's code is, so that it keeps its memory."""
    ask = getattr(function, "ask", None)
    return function(*args) if ask is None else ask(*args, options=Ask(keep=True)).value


@contract.law(data=files(max_records=2), examples=5, portable=False)
def the_result_owns_its_memory(learner, data):
    """writing to the images and labels changes neither the bytes nor another result
    zh: 往图像和标签里写入，既不影响传入的字节，也不影响其他结果
    """
    given = keep(learner, data)
    before = learner.read_cifar10(data)
    results = keep(learner, [])
    # Both parts of the first result as objects of their own over there.
    results.extend(held(learner.read_cifar10, given))
    held(results.pop).fill_(7)
    held(results.pop).fill_(77)
    expect(fetch(given), "data, after the result was written to", zh="往结果里写入之后的 data").equal_to(data)
    expect(
        learner.read_cifar10(given),
        "read_cifar10(data), after the first result was written to",
        zh="往第一次的结果里写入之后的 read_cifar10(data)",
    ).equal_to(before)


# -- statistics -----------------------------------------------------------------------------------------------


@questions
def batches(draw, max_images=4, min_side=1):
    """Images with one channel at least that varies widely, since rounding errors are judged beside it."""
    side = st.integers(min_side, 3)
    sides = draw(st.tuples(st.integers(1, max_images), st.integers(1, 4), side, side))
    images = draw(integer_tensors(sides, 0, 255, dtype=torch.uint8))
    if images[:, 0].numel() > 1:
        images[0, 0, 0, 0], images[-1, 0, -1, -1] = 0, 255
    return images


def with_flat_channels(fill: Filler, *shape: int):
    """Return images whose first channel varies and whose other channels hardly do, or not at all."""
    images = fill.integers(*shape, high=255, dtype=torch.uint8)
    for channel in range(1, shape[1]):
        images[:, channel] = int(fill.integers(low=30, high=250))
    images[0, -1, 0, 0] += 1
    return images


def image_grid(fill: Filler):
    shapes = [
        (1, 3, 32, 32),
        (2, 3, 5, 7),
        (7, 3, 2, 3),
        (3, 1, 4, 2),
        (5, 2, 1, 3),
        (2, 3, 3, 3),
        (9, 4, 1, 1),
    ]
    found = [fill.integers(*shape, high=255, dtype=torch.uint8) for shape in shapes]
    # A batch whose last images are darker: the mean of the means of its parts is another number.
    dark = fill.integers(6, 3, 2, 2, low=128, high=255, dtype=torch.uint8)
    dark[-1] = 0
    dark[-2] = 1
    flat = [
        with_flat_channels(fill, *shape) for shape in ((3, 4, 3, 3), (7, 3, 5, 1), (6, 5, 2, 7), (9, 6, 1, 5))
    ]
    return [call(images) for images in [*found, dark, dark[:5], *flat]]


@contract.function(
    batches().map(call),
    grid=image_grid,
    edges=lambda fill: [
        call(torch.full((1, 3, 1, 1), 255, dtype=torch.uint8)),
        call(torch.zeros(2, 3, 2, 2, dtype=torch.uint8)),
    ],
    weight=0.2,
)
def channel_statistics(images):
    """gives the mean and the population deviation of each channel
    zh: 给出每个通道的均值和总体标准差
    """
    pixels = images.double().transpose(0, 1).flatten(1) / 255
    return pixels.mean(1), pixels.std(1, correction=0)


@contract.law(images=batches(min_side=2), examples=12)
def statistics_do_not_depend_on_strides(learner, images):
    """the order of the images in memory changes nothing
    zh: 图像在内存中的排列方式不影响结果
    """
    wide = torch.full((*images.shape[:3], 2 * images.shape[3]), 255, dtype=torch.uint8)
    wide[..., ::2] = images
    expected = learner.channel_statistics(images)
    for text, zh, same in (
        (
            "stored as (N, H, W, C)",
            "按 (N, H, W, C) 存储",
            images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2),
        ),
        (
            "stored as (N, C, W, H)",
            "按 (N, C, W, H) 存储",
            images.transpose(2, 3).contiguous().transpose(2, 3),
        ),
        ("cut out of wider ones", "从更宽的图像中切出", wide[..., ::2]),
    ):
        expect(
            learner.channel_statistics(same), f"of the same images {text}", zh=f"同样的图像{zh}时的统计量"
        ).close_to(expected)


@contract.law(images=batches(), examples=15)
def inverting_mirrors_the_mean(learner, images):
    """inverted images (255 - x) have the mean 1 - m and the same deviation
    zh: 反相图像（255 - x）的均值为 1 - m，标准差不变
    """
    mean, deviation = learner.channel_statistics(images)
    expect(
        learner.channel_statistics(255 - images), "of the inverted images", zh="反相图像的统计量"
    ).close_to((1 - mean, deviation))


@contract.scenario(images=batches(), examples=4, stand_in=True)
def statistics_are_computed_where_the_images_are(learner, images):
    """the statistics are computed on the device of the images
    zh: 统计量在图像所在的设备上计算
    """
    return learner.channel_statistics(images)


# -- the split ------------------------------------------------------------------------------------------------


def numbered(count, side=1):
    """Return images whose first byte is their number, with labels that do not follow the order."""
    images = torch.arange(count, dtype=torch.uint8).reshape(count, 1, 1, 1).repeat(1, 3, side, side)
    images[:, 1:] = 255 - images[:, 1:]
    images[:, :, 0, 1:] = 200  # rows and columns are told apart
    return images, (torch.arange(count) * 7 + 3) % 10


@questions
def splits(draw, max_count=12):
    count = draw(st.integers(1, max_count))
    return call(*numbered(count), draw(st.integers(0, count)), draw(generators()))


def split_edges(fill: Filler):
    return [
        call(*numbered(5), 0, fill.generator()),
        call(*numbered(5), 5, fill.generator()),
        call(*numbered(1), 1, fill.generator()),
        call(*numbered(0), 0, fill.generator()),
    ]


def bad_splits():
    generator = torch.Generator().manual_seed(5)
    images, labels = numbered(4)
    return [
        call(images, labels, 5, generator),
        call(images, labels, -1, generator),
        call(images, labels, -4, generator),
        call(images, labels, 100, generator),
        call(images[:0], labels[:0], 1, generator),
        call(images, labels[:3], 2, generator),
        call(images[:3], labels, 2, generator),
    ]


@contract.function(splits(), edges=split_edges, bad=bad_splits(), random=True, weight=0.1)
def split(images, labels, train_size, generator):
    """splits without touching its arguments
    zh: 划分时不改动参数
    """
    if len(images) != len(labels):
        raise ValueError("lengths")
    if not 0 <= train_size <= len(images):
        raise ValueError("train_size")
    order = torch.randperm(len(images), generator=generator).to(images.device)
    parts = order[:train_size], order[train_size:]
    return tuple((images[part], labels[part]) for part in parts)


def members(part):
    """Return the numbers of the images of one part in ascending order."""
    return sorted(int(image.flatten()[0]) for image in part[0])


def twin(generator):
    """Return another generator in the same state: a local call moves the one that it is given on."""
    copy = torch.Generator()
    copy.set_state(generator.get_state())
    return copy


SIDES = st.integers(1, 2)


@contract.scenario(
    count=st.integers(0, 12), share=st.integers(0, 4), side=SIDES, generator=generators(), examples=30
)
def every_image_lands_on_one_side(learner, count, share, side, generator):
    """every image lands on exactly one side, and train_size of them in the training part
    zh: 每张图像恰好落在其中一边，训练部分恰有 train_size 张
    """
    train, rest = learner.split(*numbered(count, side), count * share // 4, generator)
    every = [image for part in (train, rest) for image in part[0]]
    return {
        "images in the training part": len(train[0]),
        "images in the rest": len(rest[0]),
        "all images": sorted(members(train) + members(rest)),
        "each as it was": sorted(every, key=lambda image: int(image.flatten()[0])),
        "shapes": [tuple(part[0].shape[1:]) for part in (train, rest)],
        "dtypes": [str(tensor.dtype) for part in (train, rest) for tensor in part],
    }


@contract.scenario(count=st.integers(1, 12), share=st.integers(0, 4), generator=generators(), examples=30)
def labels_stay_with_their_images(learner, count, share, generator):
    """every image keeps its label
    zh: 每张图像都带着自己的标签
    """
    images, labels = numbered(count)
    train, rest = learner.split(images, labels, count * share // 4, generator)
    pairs = [
        (int(image.flatten()[0]), int(label))
        for part in (train, rest)
        for image, label in zip(*part, strict=True)
    ]
    return {f"label of image {number}": label for number, label in sorted(pairs)}


@contract.law(generator=generators(), count=st.integers(2, 12), examples=15)
def the_same_generator_state_gives_the_same_split(learner, generator, count):
    """the same generator state gives the same split
    zh: 生成器状态相同，划分就相同
    """
    first = learner.split(*numbered(count), count // 2, twin(generator))
    expect(
        learner.split(*numbered(count), count // 2, twin(generator)), "the second split", zh="第二次的划分"
    ).equal_to(first)


@contract.law(generator=generators(), examples=4)
def the_split_is_random(learner, generator):
    """the generator decides which images are for training, and the next draw decides anew
    zh: 由生成器决定哪些图像用于训练，下一次抽取会重新决定
    """
    # Two honest splits of 60 images in halves agree once in 10 ** 17 times.
    source = keep(learner, generator)
    samples = numbered(60)
    first = members(learner.split(*samples, 30, source)[0])
    second = members(learner.split(*samples, 30, source)[0])
    # And with probability 1e-12 so few neighbours are parted.
    parted = sum((number in first) != (number + 1 in first) for number in range(59))
    expect(
        parted > 4,
        "more than 4 of 59 pairs of neighbours are parted",
        zh="59 对相邻图像中有 4 对以上被分到两边",
    ).is_true()
    expect(
        first != second,
        "the next split with the same generator is another",
        zh="用同一个生成器再划分一次，结果不同",
    ).is_true()


@contract.law(generator=generators(), examples=2)
def every_place_is_dealt_to_both_sides(learner, generator):
    """no image is always for training, and none never
    zh: 没有图像总被分去训练，也没有图像从不被分去训练
    """
    source = keep(learner, generator)
    samples = numbered(10)
    times = [0] * 10
    for _ in range(40):
        for number in members(learner.split(*samples, 5, source)[0]):
            times[number] += 1
    # One place misses one side 40 times in a row with probability 2 ** -39.
    expect(
        all(0 < count < 40 for count in times),
        "every image was on both sides in 40 splits",
        zh="40 次划分中，每张图像在两边都出现过",
    ).is_true()


@contract.scenario(generator=generators(), count=st.integers(1, 6), examples=4, stand_in=True)
def the_split_works_on_another_device(learner, generator, count):
    """images on another device can be split too
    zh: 位于其他设备上的图像也能划分
    """
    images, labels = numbered(count)
    train, rest = learner.split(images, labels, count // 2, generator)
    return len(members(train)), sorted(members(train) + members(rest))
