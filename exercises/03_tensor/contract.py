"""What must hold for shapes, strides and positions in memory."""

import itertools
import math

import torch

from grader.contract import Contract, call, expect
from grader.inputs import Filler, questions, st

contract = Contract(bans=["torch", "numpy"])

# Sides of one and two are many in small shapes; a zero is rare, and the grids have it in every place.
SIDES = st.sampled_from([2, 3, 1, 4, 2, 3, 0])
SHAPES = st.lists(SIDES, max_size=4).map(tuple)
FULL_SHAPES = st.lists(st.sampled_from([2, 3, 1, 4]), max_size=3).map(tuple)
GRID = [
    (),
    (1,),
    (5,),
    (0,),
    (3, 2),
    (2, 3),
    (1, 1),
    (2, 0),
    (0, 2),
    (2, 3, 5),
    (2, 0, 3),
    (3, 1, 2),
    (2, 3, 5, 7),
]


def nest(shape, number, container):
    """Return nested containers of a shape, filled by `number()`; `container()` says of which kind each is."""
    if not shape:
        return number()
    return container()(nest(shape[1:], number, container) for _ in range(shape[0]))


def flattened(nested):
    if isinstance(nested, list | tuple):
        return [number for item in nested for number in flattened(item)]
    return [nested]


@st.composite
def nestings(draw, shape=SHAPES):
    start, tuples = draw(st.integers(0, 3)), draw(st.integers(0, 2))
    # Numbers that differ by the kind of container: equal ones would make one question of lists and of tuples.
    numbers = itertools.count(3 * start + tuples)
    # All lists, all tuples, or both in turn.
    kinds = itertools.cycle([[list], [tuple], [list, tuple, tuple, list]][tuples])
    half = draw(st.booleans())
    return nest(draw(shape), lambda: next(numbers) / 2 if half else next(numbers), lambda: next(kinds))


def nesting_grid(fill: Filler):
    def made(shape, *kinds):
        numbers, turn = itertools.count(int(fill.integers(high=9))), itertools.cycle(kinds)
        return call(nest(shape, lambda: next(numbers), lambda: next(turn)))

    return [
        *(made(shape, list) for shape in GRID),
        *(made(shape, tuple) for shape in GRID[1:8]),
        made((2, 3, 2), list, tuple),
        call(2.5),
        call([[[[[]]]]]),
        call([[0.0, float("nan")], [float("inf"), -1]]),
    ]


RAGGED = [
    [[1, 2], [3]],
    [[1], [2, 3]],
    [1, [2]],
    [[1], 2],
    [[1, 2], [3, [4]]],
    [[[1, 2], [3, 4]], [[5, 6], [7]]],
    [[[1], [2]], [[3]]],
    [[[1, 2]], [[3, 4]], [[5, 6], [7, 8]]],
    [[[1]], [2]],
    [[], [1]],
    [[1], []],
    [[], 1],
    [1, []],
    [[[]], []],
    [[], [[]]],
    [[[], []], [[], [1]]],
    ((1, 2), (3,)),
    ([1, 2], (3, 4, 5)),
    [[1, 2], 3, [4, 5]],
    [1, 2, (3,)],
]


@contract.function(nestings().map(call), grid=nesting_grid, bad=[call(nested) for nested in RAGGED])
def infer_shape(nested):
    """finds the shape of nested lists, as torch.tensor does
    zh: 求出嵌套列表的形状，与 torch.tensor 一致
    """
    if not isinstance(nested, list | tuple):
        return ()
    inner = {infer_shape(item) for item in nested}
    if len(inner) > 1:
        raise ValueError("ragged")
    # torch, not the recursion, says what the shape is; the recursion only refuses what torch lets through.
    return tuple(torch.tensor(nested).shape)


@contract.function(
    SHAPES.map(call), grid=lambda fill: [call(shape) for shape in [*GRID, (1, 1, 4), (4, 1, 0, 2)]]
)
def contiguous_strides(shape):
    """gives the strides of a contiguous torch tensor
    zh: 给出连续存放的 torch 张量的步幅
    """
    return torch.empty(shape, device="meta").stride()


def numbered(shape, first):
    """Distinct numbers in no simple order."""
    count = math.prod(shape)
    return [first + (7 * i + 3) % 61 + 61 * (i // 61) for i in range(count)]


@questions
def lookups(draw):
    shape = draw(FULL_SHAPES)
    index = tuple(draw(st.integers(-side, side - 1)) for side in shape)
    return call(numbered(shape, draw(st.integers(0, 9))), shape, index)


def lookup_grid(fill: Filler):
    found = []
    for shape in [(), (5,), (3, 2), (2, 3), (2, 3, 5), (1, 3, 1), (2, 2, 2, 3)]:
        flat = numbered(shape, int(fill.integers(high=9)))
        ends = {
            tuple(0 for _ in shape),
            tuple(-1 for _ in shape),
            tuple(n - 1 for n in shape),
            tuple(-n for n in shape),
            tuple((-1) ** k * (n // 2) for k, n in enumerate(shape)),
        }
        found += [call(flat, shape, index) for index in sorted(ends)]
    return found


OUTSIDE = [
    ((2, 3), (0, 3)),
    ((2, 3), (2, 0)),
    ((2, 3), (1, -4)),
    ((2, 3), (-3, 2)),
    ((2, 3), (-3, 5)),
    ((2, 3), (0, 5)),
    ((2, 3), (2, -3)),
    ((3, 2), (0, 2)),
    ((3, 2), (1, -3)),
    ((3,), (3,)),
    ((3,), (-4,)),
    ((1,), (1,)),
    ((2, 2, 2), (0, 2, 0)),
    ((2, 2, 2), (1, -3, 1)),
    ((0,), (0,)),
    ((0,), (-1,)),
    ((2, 0), (1, 0)),
    ((2, 3), (1,)),
    ((2, 3), ()),
    ((2, 3), (1, 1, 0)),
    ((3,), (0, 0)),
    ((3,), ()),
    ((), (0,)),
    ((2, 1), (1,)),
    ((1, 2), (0,)),
]


@contract.function(
    lookups(),
    grid=lookup_grid,
    bad=[call(numbered(shape, 1), shape, index) for shape, index in OUTSIDE],
)
def element_at(flat, shape, index):
    """finds an element by its index
    zh: 按下标找到元素
    """
    if len(index) != len(shape):
        raise IndexError("rank")
    return flat[int(torch.arange(len(flat)).reshape(shape)[index])]


@contract.law(shape=FULL_SHAPES, seed=st.integers(0, 2**16), examples=15)
def strides_times_index_is_the_offset(learner, shape, seed):
    """the element at an index lies at the sum of index times stride
    zh: 元素的位置等于各下标与步幅之积的总和
    """
    generator = torch.Generator().manual_seed(seed)
    index = tuple(int(torch.randint(side, (), generator=generator)) for side in shape)
    strides = learner.contiguous_strides(shape)
    offset = sum(i * stride for i, stride in zip(index, strides, strict=True))
    found = learner.element_at(list(range(math.prod(shape))), shape, index)
    expect(found, f"the offset of {index}", zh=f"下标 {index} 的偏移量").equal_to(offset)


@contract.law(shape=st.sampled_from([(2,), (2, 2), (2, 3), (3, 1, 2), (), (1, 1), (4,)]), examples=8)
def every_element_is_reached_exactly_once(learner, shape):
    """every element belongs to exactly one index
    zh: 每个元素恰好对应一个下标
    """
    flat = list(range(math.prod(shape)))
    indices = itertools.product(*(range(side) for side in shape))
    found = [learner.element_at(flat, shape, index) for index in indices]
    expect(sorted(found), "all elements that were found", zh="找到的所有元素").equal_to(flat)


@contract.law(nested=nestings(FULL_SHAPES), seed=st.integers(0, 2**16), examples=15)
def an_index_means_what_nested_lists_mean(learner, nested, seed):
    """indexing means what indexing one list after the other means
    zh: 下标的含义与逐层对列表取下标一致
    """
    generator = torch.Generator().manual_seed(seed)
    shape = learner.infer_shape(nested)
    index = tuple(int(torch.randint(-side, side, (), generator=generator)) for side in shape)
    wanted = nested
    for i in index:
        wanted = wanted[i]
    expect(
        learner.element_at(flattened(nested), shape, index),
        f"the element at {index}",
        zh=f"下标 {index} 处的元素",
    ).equal_to(wanted)


@contract.law(shape=st.lists(SIDES, min_size=1, max_size=4).map(tuple), examples=15)
def one_axis_more_keeps_the_strides_of_the_others(learner, shape):
    """another axis in front leaves the strides of the others alone
    zh: 在最前面添一个轴，其余各轴的步幅不变
    """
    more = learner.contiguous_strides((3, *shape))
    expect(tuple(more)[1:], "the strides without the new one", zh="除去新轴之后的步幅").equal_to(
        learner.contiguous_strides(shape)
    )
