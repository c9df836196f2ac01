"""What must hold for the tensor operations."""

import math

import torch

from grader.contract import Contract, call, expect, fetch, keep
from grader.inputs import MODERATE, UNIT, Filler, integer_tensors, questions, shapes, st, tensors

contract = Contract(bans=["broadcast", "index_select"])


@st.composite
def compatible(draw, count=2, min_side=1, max_dims=3):
    """Shapes that broadcast: a full shape, with leading axes left out and other axes set to one."""
    full = draw(shapes(min_dims=0, max_dims=max_dims, min_side=min_side, max_side=4))
    found = []
    for _ in range(count):
        kept = full[draw(st.integers(0, len(full))) :]
        ones = draw(st.integers(0, 2 ** len(kept) - 1))
        found.append(tuple(1 if ones >> i & 1 else side for i, side in enumerate(kept)))
    return tuple(found)


@st.composite
def pairs(draw, regimes=MODERATE):
    """Two tensors of compatible shapes."""
    first, second = draw(compatible())
    return draw(tensors(first, regimes=regimes)), draw(tensors(second, regimes=regimes))


def ones(*shape):
    return torch.ones(shape, dtype=torch.float64)


PAIRS_OF_SHAPES = [
    ((2, 3), (3,)),
    ((3,), (2, 3)),
    ((2, 1), (1, 3)),
    ((3, 1), (3,)),
    ((2, 2), (2, 1)),
    ((5, 1, 3), (2, 3)),
    ((2, 3, 5), ()),
    ((), (2, 3)),
    ((), ()),
    ((1,), (1, 1, 1)),
    ((2, 3, 5), (2, 1, 5)),
    ((3, 3), (3, 3)),
]
EMPTY = [((0,), (1,)), ((0, 3), (3,)), ((2, 1), (1, 0)), ((1, 1), (0,)), ((0,), ()), ((0, 2), (0, 1))]
INCOMPATIBLE = [
    ((4,), (2,)),
    ((2,), (3,)),
    ((2, 3), (2,)),
    ((2, 1), (3, 1)),
    ((0,), (2,)),
    ((2, 2), (3, 3, 2)),
    ((3, 2), (3,)),
]


@contract.function(
    st.integers(1, 3).flatmap(lambda n: compatible(n, min_side=0)).map(lambda found: call(*found)),
    grid=lambda _: [
        call(),
        *(call(*pair) for pair in PAIRS_OF_SHAPES + EMPTY),
        call((2, 3, 5)),
        call((5, 1, 1), (3, 1), (2,)),
        call((1, 2), (3, 1), (1, 1), (3, 2)),
    ],
    bad=[*(call(*pair) for pair in INCOMPATIBLE), call((2,), (1,), (3,)), call((1, 3), (2, 1), (2, 4))],
)
def broadcast_shape(*found):
    """finds the shape that torch broadcasts to
    zh: 求出的形状与 torch 广播的结果一致
    """
    try:
        return tuple(torch.broadcast_shapes(*found))
    except RuntimeError as error:
        raise ValueError(str(error)) from None


@contract.function(
    pairs().map(lambda pair: call(*pair)),
    grid=lambda fill: [call(fill(*a), fill(*b)) for a, b in PAIRS_OF_SHAPES],
    edges=lambda fill: [call(fill(*a), fill(*b)) for a, b in EMPTY],
    bad=[call(ones(*a), ones(*b)) for a, b in INCOMPATIBLE],
)
def broadcast_add(a, b):
    """adds as torch does, whatever the shapes
    zh: 无论形状如何，相加的结果与 torch 一致
    """
    broadcast_shape(a.shape, b.shape)
    return a + b


@questions
def selections(draw):
    x = draw(tensors(shapes(max_dims=3, max_side=4), regimes=MODERATE))
    dim = draw(st.integers(-x.dim(), x.dim() - 1))
    index = draw(integer_tensors(st.tuples(st.integers(1, 5)), 0, x.shape[dim] - 1))
    return call(x, dim, index)


def selection_grid(fill: Filler):
    calls = [
        call(fill(*sides), dim, fill.integers(count, high=sides[dim] - 1))
        for sides in ((5,), (3, 2), (2, 3, 5))
        for dim in range(-len(sides), len(sides))
        for count in (1, 4)
    ]
    return [
        *calls,
        call(fill(3, 3), 1, torch.tensor([2, 2, 0])),
        call(fill(4), 0, torch.tensor([3, 3, 3])),
        call(fill(3, 3), dim=0, index=torch.tensor([2, 0])),
    ]


def selection_edges(fill: Filler):
    none = torch.zeros(0, dtype=torch.int64)
    inf, nan = float("inf"), float("nan")
    return [
        call(fill(3, 2), 0, none),
        call(fill(3, 2), 1, none),
        call(fill(0, 3), 0, none),
        call(fill(0, 3), 1, torch.tensor([2, 0, 0, 1])),
        call(fill(2, 0), 0, torch.tensor([1])),
        call(torch.tensor([1.0, nan, inf, -inf], dtype=torch.float64), 0, torch.tensor([0, 3, 1])),
    ]


BAD_SELECTIONS = [
    call(ones(2, 3), 0, torch.tensor([2])),
    call(ones(2, 3), 1, torch.tensor([0, 3])),
    call(ones(3, 2), 1, torch.tensor([2, 0])),
    call(ones(2, 3), 0, torch.tensor([-1])),
    call(ones(2, 3), -1, torch.tensor([1, -3])),
    call(ones(0, 3), 0, torch.tensor([0])),
    call(ones(2, 3), 2, torch.tensor([0])),
    call(ones(2, 3), -3, torch.tensor([0])),
]


@contract.function(selections(), grid=selection_grid, edges=selection_edges, bad=BAD_SELECTIONS)
def index_select(x, dim, index):
    """matches torch.index_select
    zh: 与 torch.index_select 一致
    """
    if not -x.dim() <= dim < x.dim() or (
        index.numel() and not 0 <= index.min() <= index.max() < x.shape[dim]
    ):
        raise IndexError("no such axis, or no such place")
    return torch.index_select(x, dim, index)


@questions
def reshapings(draw):
    x = draw(tensors(shapes(min_dims=0, max_dims=3, max_side=4), regimes=MODERATE))
    rest, sides = x.numel(), []
    for _ in range(draw(st.integers(0, 3))):
        sides.append(draw(st.sampled_from([d for d in range(1, rest + 1) if rest % d == 0])))
        rest //= sides[-1]
    if rest > 1 or draw(st.booleans()):
        sides.append(rest)
    unknown = draw(st.integers(0, 2 * len(sides)))
    if unknown < len(sides):
        sides[unknown] = -1
    return call(x, tuple(sides))


def reshaping_grid(fill: Filler):
    wanted = [
        ((5,), [(5, 1), (1, 5), (-1,), (1, -1, 1)]),
        ((3, 2), [(2, 3), (6,), (-1,), (3, -1), (-1, 3), (1, 2, 3), (2, -1, 1)]),
        ((2, 3, 5), [(5, 3, 2), (6, 5), (2, 15), (-1, 5), (3, -1), (30,), (2, 3, 5)]),
        ((), [(), (1,), (-1,), (1, -1)]),
        ((1, 1), [()]),
    ]
    return [call(fill(*sides), shape) for sides, found in wanted for shape in found]


def reshaping_edges(fill: Filler):
    wanted = [
        ((0, 3), [(0,), (-1,), (3, 0), (-1, 3), (5, 0, 2), (2, -1)]),
        ((0,), [(-1, 1), (0, 0), (0, 7)]),
        ((2, 0, 3), [(-1, 4), (0,)]),
    ]
    return [call(fill(*sides), shape) for sides, found in wanted for shape in found]


BAD_RESHAPINGS = [
    call(ones(2, 3), (2, 2)),
    call(ones(2, 3), (7,)),
    call(ones(2, 3), ()),
    call(ones(2, 3), (4, -1)),
    call(ones(2, 2), (3, -1)),
    call(ones(2, 2), (-1, 5)),
    call(ones(2, 3), (-1, -1)),
    call(ones(6), (-1, 2, -1)),
    call(ones(2, 2), (-2, -2)),
    call(ones(2, 3), (-2, 3)),
    call(ones(2, 3), (-3, 2, -1)),
    call(ones(2, 3), (0, 6)),
    call(ones(2, 3), (0, -1)),
    call(ones(0, 3), (0, -1)),
    call(ones(0), (-1, 0)),
    call(ones(0), (2, 3)),
    call(ones(0), ()),
]


@contract.function(reshapings(), grid=reshaping_grid, edges=reshaping_edges, bad=BAD_RESHAPINGS, view=True)
def reshape(x, shape):
    """matches torch.reshape
    zh: 与 torch.reshape 一致
    """
    if shape.count(-1) > 1 or min(shape, default=0) < -1:
        raise ValueError("one unknown size at most")
    known = math.prod(side for side in shape if side != -1)
    fits = known and x.numel() % known == 0 if -1 in shape else known == x.numel()
    if not fits:
        raise ValueError("another number of elements")
    return x.reshape(shape)


@contract.function(
    pairs().map(lambda pair: call(*pair)),
    grid=lambda fill: [call(fill(*a), fill(*b)) for a, b in PAIRS_OF_SHAPES],
    edges=lambda fill: [call(fill(*a), fill(*b)) for a, b in EMPTY],
    bad=[call(ones(*a), ones(*b)) for a, b in INCOMPATIBLE],
    gradient=False,
)
def product_gradients(q, r):
    """are the gradients of (q * r).sum()
    zh: 是 (q * r).sum() 的梯度
    """
    broadcast_shape(q.shape, r.shape)
    q, r = q.detach().clone().requires_grad_(), r.detach().clone().requires_grad_()
    return torch.autograd.grad((q * r).sum(), (q, r))


@contract.law(found=compatible(3, min_side=0), examples=20)
def the_order_of_shapes_does_not_matter(learner, found):
    """shapes may come in any order, and two at a time
    zh: 形状的先后次序无关，也可以两个两个地合并
    """
    a, b, c = found
    together = learner.broadcast_shape(a, b, c)
    expect(learner.broadcast_shape(c, a, b), "broadcast_shape(c, a, b)").equal_to(together)
    step = learner.broadcast_shape(a, b)
    expect(learner.broadcast_shape(tuple(step), c), "broadcast_shape(broadcast_shape(a, b), c)").equal_to(
        together
    )


@contract.law(pair=pairs(), examples=15)
def addition_is_commutative(learner, pair):
    """a + b is b + a, in the broadcast shape
    zh: a + b 等于 b + a，形状是广播后的形状
    """
    a, b = pair
    there = learner.broadcast_add(a, b)
    expect(learner.broadcast_add(b, a), "broadcast_add(b, a)").equal_to(there)
    expect(tuple(there.shape), "its shape", zh="它的形状").equal_to(
        tuple(learner.broadcast_shape(tuple(a.shape), tuple(b.shape)))
    )


@contract.law(question=reshapings(), examples=15)
def reshape_keeps_the_order(learner, question):
    """elements keep their row-major order, so that the way back restores x
    zh: 元素保持行优先的次序，变回原形状即可还原 x
    """
    x, shape = question.args
    there = learner.reshape(x, shape)
    expect(learner.reshape(there, (-1,)), "the elements in order", zh="依次排列的元素").equal_to(x.flatten())
    expect(
        learner.reshape(there, tuple(x.shape)), "x, after there and back", zh="变形再变回来之后的 x"
    ).equal_to(x)


@contract.law(x=tensors(st.tuples(st.integers(1, 3), st.integers(1, 3)), regimes=(UNIT,)), examples=10)
def a_place_may_be_picked_twice(learner, x):
    """a place that is picked twice comes twice
    zh: 选两次的位置出现两次
    """
    index = torch.zeros(3, dtype=torch.int64)
    expect(learner.index_select(x, 0, index), "index_select(x, 0, [0, 0, 0])").equal_to(
        torch.stack([x[0]] * 3)
    )
    columns = learner.index_select(x, 1, index)
    expect(columns, "index_select(x, 1, [0, 0, 0])").equal_to(torch.stack([x[:, 0]] * 3, 1))


@contract.law(pair=pairs(regimes=(UNIT,)), examples=15)
def gradients_weigh_up_the_product(learner, pair):
    """q * dq sums to the same as r * dr: the product itself
    zh: q * dq 与 r * dr 的总和相同，都等于乘积的总和
    """
    q, r = pair
    dq, dr = learner.product_gradients(q, r)
    expect((q * dq).sum(), "(q * dq).sum()").close_to((q * r).sum())
    expect((r * dr).sum(), "(r * dr).sum()").close_to((q * r).sum())


@contract.law(pair=pairs(regimes=(UNIT,)), which=st.integers(1, 3), examples=10)
def nothing_is_left_behind(learner, pair, which):
    """tensors that require grad get no .grad, and go on requiring grad
    zh: 需要梯度的张量不会得到 .grad，并且仍然需要梯度
    """
    held = [keep(learner, x.clone().requires_grad_(bool(which >> i & 1))) for i, x in enumerate(pair)]
    learner.product_gradients(*held)
    for i, (name, x) in enumerate(zip("qr", held, strict=True)):
        expect(fetch(x.grad), f"{name}.grad afterwards", zh=f"调用之后的 {name}.grad").equal_to(None)
        expect(
            fetch(x.requires_grad), f"{name}.requires_grad afterwards", zh=f"调用之后的 {name}.requires_grad"
        ).equal_to(bool(which >> i & 1))
