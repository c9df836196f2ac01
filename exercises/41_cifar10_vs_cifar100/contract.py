"""What must hold for reading CIFAR-100 and for a stratified split."""

import torch

from grader.contract import Contract, call, expect, fetch, keep
from grader.inputs import Filler, generators, questions, st
from grader.sandbox import Ask, Raised

contract = Contract(
    equivalent={
        "view_instead_of_reshape": "a record's pixels lie together: they are taken apart, and nothing is merged"
    },
)

RECORD = 3074
PIXELS = RECORD - 2


# -- the files ------------------------------------------------------------------------------------------------


def encoded(labels, pixels):
    """Return the file with these pairs of labels; `pixels` makes the 3,072 bytes of the record at each place."""
    return b"".join(bytes(pair) + pixels(place) for place, pair in enumerate(labels))


def noise(seed):
    """Return pixels from a generator."""
    generator = torch.Generator().manual_seed(seed)
    return lambda place: bytes(torch.randint(0, 256, (PIXELS,), generator=generator).tolist())


def ramp(seed):
    """Return pixels that count upwards, which shows in a report what was mixed up."""
    return lambda place: bytes((seed + place + i) % 256 for i in range(PIXELS))


@questions
def files(draw, max_records=3):
    pair = st.tuples(st.integers(0, 19), st.integers(0, 99))
    labels = draw(st.lists(pair, min_size=1, max_size=max_records))
    pixels = draw(st.sampled_from([noise, noise, ramp]))(draw(st.integers(0, 2**20)))
    return encoded(labels, pixels)


def file_grid(fill: Filler):
    found = []
    for count in (1, 2, 5):
        pairs = zip(
            fill.integers(count, high=19).tolist(),
            fill.integers(count, low=20, high=99).tolist(),
            strict=True,
        )
        found.append(call(encoded(pairs, noise(int(fill.integers(high=2**20))))))
    return found


def file_edges(fill: Filler):
    return [
        call(b""),
        call(encoded([(19, 99)], lambda _: bytes([255]) * PIXELS)),
        call(encoded([(0, 0)], lambda _: bytes(PIXELS))),
    ]


def bad_files():
    good = encoded([(3, 71), (19, 99)], ramp(7))
    return [
        call(good[:-1]),
        call(good + b"\0"),
        call(good[: RECORD - 1]),
        call(good[:2]),
        call(good[:1]),
        call(good + bytes(1024)),
        call(encoded([(20, 5)], ramp(0))),
        call(encoded([(5, 100)], ramp(0))),
        call(encoded([(50, 5)], ramp(0))),
        call(encoded([(255, 255)], ramp(0))),
        call(encoded([(0, 0), (0, 128)], ramp(1))),
        call(encoded([(128, 0), (0, 0)], ramp(1))),
        call(encoded([(1, 2), (3, 4), (20, 99)], noise(1))),
    ]


@contract.function(files().map(call), grid=file_grid, edges=file_edges, bad=bad_files(), weight=0.4)
def read_cifar100(data):
    """decodes CIFAR-100 files
    zh: 能解码 CIFAR-100 文件
    """
    if len(data) % RECORD:
        raise ValueError("length")
    starts = range(0, len(data), RECORD)
    coarse, fine = [data[start] for start in starts], [data[start + 1] for start in starts]
    if any(label > 19 for label in coarse) or any(label > 99 for label in fine):
        raise ValueError("label")
    pixels = [list(data[start + 2 : start + RECORD]) for start in starts]
    images = torch.tensor(pixels, dtype=torch.uint8).reshape(len(coarse), 3, 32, 32)
    return images, torch.tensor(coarse, dtype=torch.int64), torch.tensor(fine, dtype=torch.int64)


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
    before = learner.read_cifar100(data)
    results = keep(learner, [])
    # The parts of the first result as objects of their own over there.
    results.extend(held(learner.read_cifar100, given))
    for number in (7, 17, 77):
        held(results.pop).fill_(number)
    expect(fetch(given), "data, after the result was written to", zh="往结果里写入之后的 data").equal_to(data)
    again = learner.read_cifar100(given)
    expect(
        again,
        "read_cifar100(data), after the first result was written to",
        zh="往第一次的结果里写入之后的 read_cifar100(data)",
    ).equal_to(before)


# -- the split ------------------------------------------------------------------------------------------------

# Labels that occur need not be 0, 1, 2 ..., and a class may be a thousand away from the next.
CLASSES = (0, 1, 2, 7, 99, -3, 1000)


@questions
def populations(draw, max_classes=4, max_count=5):
    """Labels with how many of each class there are at least."""
    classes = draw(st.lists(st.sampled_from(CLASSES), min_size=1, max_size=max_classes, unique=True))
    counts = [draw(st.integers(1, max_count)) for _ in classes]
    labels = [label for label, count in zip(classes, counts, strict=True) for _ in range(count)]
    if draw(st.booleans()):
        order = torch.randperm(
            len(labels), generator=torch.Generator().manual_seed(draw(st.integers(0, 2**20)))
        )
        labels = [labels[i] for i in order.tolist()]
    return labels, min(counts)


def tensor(labels):
    """Return labels as a tensor."""
    return torch.tensor(labels, dtype=torch.int64)


@questions
def splits(draw):
    labels, smallest = draw(populations())
    return call(tensor(labels), draw(st.integers(0, smallest)), draw(generators()))


def bad_splits():
    labels = tensor([0, 0, 0, 1, 1, 2, 2, 2])
    generator = torch.Generator().manual_seed(3)
    return [
        call(labels, 3, generator),
        call(labels, 4, generator),
        call(labels, -1, generator),
        call(labels, 100, generator),
        call(tensor([5]), 2, generator),
        call(tensor([-1, 0, 0]), 2, generator),
        call(labels[:0], -1, generator),
    ]


def split_edges(fill: Filler):
    return [call(tensor([]), 0, fill.generator()), call(tensor([]), 3, fill.generator())]


@contract.function(splits(), bad=bad_splits(), edges=split_edges, random=True, weight=0.1)
def stratified_split(labels, per_class, generator):
    """splits without touching its arguments
    zh: 划分时不改动参数
    """
    if per_class < 0:
        raise ValueError("per_class")
    positions = {}
    for position, label in enumerate(labels.tolist()):
        positions.setdefault(label, []).append(position)
    chosen, rest = [], []
    for label, members in positions.items():
        if len(members) < per_class:
            raise ValueError(f"class {label}")
        order = torch.randperm(len(members), generator=generator).tolist()
        chosen += [members[i] for i in order[:per_class]]
        rest += [members[i] for i in order[per_class:]]
    return tensor(sorted(chosen)), tensor(sorted(rest))


def twin(generator):
    """Return another generator in the same state: a local call moves the one that it is given on."""
    copy = torch.Generator()
    copy.set_state(generator.get_state())
    return copy


@contract.scenario(
    population=populations(), fewer=st.integers(0, 5), generator=generators(), examples=40, weight=0.1
)
def every_class_gives_per_class(learner, population, fewer, generator):
    """exactly per_class samples of every class are chosen
    zh: 每一类恰好选出 per_class 个样本
    """
    labels, smallest = population
    chosen, _ = learner.stratified_split(tensor(labels), max(0, smallest - fewer), generator)
    of_class = sorted(labels[position] for position in chosen.tolist())
    return {"classes of the chosen samples": of_class}


@contract.scenario(
    population=populations(), fewer=st.integers(0, 5), generator=generators(), examples=40, weight=0.1
)
def every_position_is_on_one_side(learner, population, fewer, generator):
    """every position is in exactly one part, and both parts are int64 tensors of one axis
    zh: 每个位置恰好属于其中一部分，两部分都是一维 int64 张量
    """
    labels, smallest = population
    parts = learner.stratified_split(tensor(labels), max(0, smallest - fewer), generator)
    return {
        "dtypes": [str(part.dtype) for part in parts],
        "axes": [part.dim() for part in parts],
        "all positions": sorted(position for part in parts for position in part.tolist()),
    }


@contract.scenario(population=populations(), fewer=st.integers(0, 5), generator=generators(), examples=40)
def positions_are_ascending(learner, population, fewer, generator):
    """the positions of each part are in ascending order
    zh: 各部分的位置按升序排列
    """
    labels, smallest = population
    parts = learner.stratified_split(tensor(labels), max(0, smallest - fewer), generator)
    return [part.tolist() == sorted(part.tolist()) for part in parts]


@contract.law(population=populations(), generator=generators(), examples=15)
def the_same_generator_state_gives_the_same_split(learner, population, generator):
    """the same generator state gives the same split
    zh: 生成器状态相同，划分就相同
    """
    labels, smallest = population
    ask = tensor(labels), (smallest + 1) // 2
    first = learner.stratified_split(*ask, twin(generator))
    expect(learner.stratified_split(*ask, twin(generator)), "the second split", zh="第二次的划分").equal_to(
        first
    )


@contract.law(generator=generators(), examples=4)
def the_choice_is_random(learner, generator):
    """the generator decides who is chosen, for every class anew, and the next draw decides anew
    zh: 由生成器决定选中谁，每一类各自决定，下一次抽取又重新决定
    """
    # Two honest choices of 20 from 40 agree once in 10 ** 11 times.
    source = keep(learner, generator)
    labels = tensor([3] * 40 + [8] * 40)
    first = set(learner.stratified_split(labels, 20, source)[0].tolist())
    second = set(learner.stratified_split(labels, 20, source)[0].tolist())
    expect(
        first != second,
        "the next split with the same generator is another",
        zh="用同一个生成器再划分一次，结果不同",
    ).is_true()
    expect(
        {place + 40 for place in first if place < 40} != {place for place in first if place >= 40},
        "two classes do not have the same places chosen",
        zh="两个类别选中的位置不相同",
    ).is_true()
    # And fewer than 3 of the 78 pairs of neighbours are parted with probability 10 ** -18.
    parted = sum((place in first) != (place + 1 in first) for place in range(79) if place != 39)
    expect(parted >= 5, "some neighbours are parted", zh="有相邻的样本被分到两边").is_true()


@contract.law(generator=generators(), examples=2)
def every_member_is_chosen_at_times(learner, generator):
    """no member of a class is always chosen, and none never
    zh: 没有样本总被选中，也没有样本从不被选中
    """
    source = keep(learner, generator)
    labels = tensor([4, 6] * 6)
    times = [0] * 12
    for _ in range(40):
        for place in learner.stratified_split(labels, 3, source)[0].tolist():
            times[place] += 1
    # One member misses one side 40 times in a row with probability 2 ** -40.
    expect(
        all(0 < count < 40 for count in times),
        "every member was on both sides in 40 splits",
        zh="40 次划分中，每个样本在两边都出现过",
    ).is_true()


def message_of(action):
    """Return the message of the ValueError that an action raises; empty when it raises none."""
    try:
        action()
    except Raised as fault:
        return fault.message if fault.is_a("ValueError") else ""
    except ValueError as error:
        return str(error)
    return ""


@contract.law(label=st.integers(40, 99), generator=generators(), place=st.integers(0, 2), examples=10)
def a_small_class_is_named(learner, label, generator, place):
    """the message about a class that is too small names it
    zh: 某一类样本太少时，错误信息指出是哪一类
    """
    labels = [1] * 3 + [2] * 3 + [3] * 3
    labels[3 * place : 3 * place] = [label] * 2
    message = message_of(lambda: learner.stratified_split(tensor(labels), 3, generator))
    expect(
        str(label) in message,
        f"a ValueError whose message names class {label}",
        zh=f"抛出的 ValueError 指出是类别 {label}",
    ).is_true()


@contract.scenario(population=populations(), generator=generators(), examples=5, stand_in=True)
def labels_on_another_device_are_split(learner, population, generator):
    """labels on another device can be split too
    zh: 位于其他设备上的标签也能划分
    """
    labels, smallest = population
    chosen, rest = learner.stratified_split(tensor(labels), smallest, generator)
    return sorted(labels[i] for i in chosen.tolist()), sorted(chosen.tolist() + rest.tolist())
