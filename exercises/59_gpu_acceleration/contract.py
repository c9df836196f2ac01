"""What must hold for the use of a GPU, counted on the graph that autograd records.

A node of that graph is an operator that was dispatched. Its shape is known, so that both the number of operators and
the size of what they produce can be judged on any machine, and whatever the learner's own spelling.
"""

import torch
import torch.nn.functional as F

from grader.contract import Contract, Recipe, assign, call, expect, fetch, keep
from grader.inputs import SMALL, UNIT, Filler, between, questions, st, tensors
from grader.sandbox import Ask

contract = Contract(bans=["cdist"])

MOST_NODES = 60


def kept(function, *args):
    """Call a function and leave the result where it is."""
    ask = getattr(function, "ask", None)
    return function(*args) if ask is None else ask(*args, options=Ask(keep=True)).value


def recorded(learner, name, *args):
    """Call a function of the learner on leaves that require grad; return the nodes of the graph as (name, elements).

    Nodes are met once for each path that leads to them, which does not matter here, and at most MOST_NODES.
    """
    leaves = [keep(learner, a.clone().requires_grad_() if isinstance(a, torch.Tensor) else a) for a in args]
    result = kept(getattr(learner, name), *leaves)
    waiting, nodes = [result.grad_fn], []
    while waiting and len(nodes) < MOST_NODES:
        node = waiting.pop(0)
        size = 1
        for side in fetch(node._input_metadata[0].shape):
            size *= int(side)
        nodes.append((fetch(node.name()), size))
        following = node.next_functions
        for place in range(len(following)):
            earlier = following[place][0]
            if fetch(earlier) is not None:
                waiting.append(earlier)
    return nodes


# -- distances -----------------------------------------------------------------------------------------------


def apart(first, rest):
    """Points whose first coordinates are the numbers `first`, and whose others are `rest`."""
    return torch.cat([first[:, None], rest], dim=1)


def points(fill, rows, columns, odd):
    """Points that are at least 1 away from those of the other kind: even first coordinates against odd ones."""
    return apart(
        fill.integers(rows, low=-2, high=2).double() * 2 + odd,
        fill(rows, columns - 1, regimes=between(-2.0, 2.0)),
    )


@questions
def clouds(draw):
    columns = draw(st.integers(1, 4))
    made = []
    for odd in (0, 1):
        rows = draw(st.integers(1, 4))
        first = draw(tensors((rows,), regimes=(SMALL,))) // 2 * 2 + odd
        made.append(apart(first, draw(tensors((rows, columns - 1), regimes=between(-2.0, 2.0)))))
    return call(*made)


def cloud_grid(fill: Filler):
    sizes = [(5, 3, 2), (2, 3, 5), (3, 3, 3), (4, 1, 3), (1, 4, 2), (3, 5, 1), (7, 2, 4)]
    return [call(points(fill, n, d, 0), points(fill, m, d, 1)) for n, m, d in sizes]


def matrix(*shape):
    return torch.ones(shape, dtype=torch.float64)


@contract.function(
    clouds(),
    grid=cloud_grid,
    edges=lambda fill: [call(fill(0, 3), fill(2, 3)), call(fill(2, 3), fill(0, 3))],
    bad=[
        call(matrix(2, 2), matrix(2, 3)),
        call(matrix(2, 1), matrix(2, 2)),
        call(matrix(2), matrix(2, 2)),
        call(matrix(2, 2), matrix(2)),
        call(matrix(1, 2, 2), matrix(2, 2)),
    ],
)
def pairwise_distances(x, y):
    """is the distance of every row of x from every row of y
    zh: 等于 x 的每一行到 y 的每一行的距离
    """
    if x.dim() != 2 or y.dim() != 2 or x.shape[1] != y.shape[1]:
        raise ValueError("shapes")
    return (x[:, None] - y).square().sum(-1).sqrt()


@contract.law(
    x=tensors(st.tuples(st.integers(2, 6), st.integers(1, 5)), regimes=(UNIT, *between(-9.0, 9.0))),
    float32=st.booleans(),
    examples=20,
)
def coinciding_points_are_at_distance_zero(learner, x, float32):
    """a point is at distance 0 from itself up to rounding, and never at nan
    zh: 点到自身的距离在舍入误差内为 0，绝不是 nan
    """
    x = x / 3
    distances = learner.pairwise_distances(x, x).diagonal()
    expect(
        bool((distances >= 0).all()),
        "the distances are not negative, and not nan",
        zh="距离既不为负，也不是 nan",
    ).is_true()
    expect(
        float(distances.max()) <= 1e-6 * max(1e-3, float(x.abs().max())),
        "the distances are close to 0",
        zh="距离接近 0",
    ).is_true()
    if float32:
        distances = learner.pairwise_distances(x.float(), x.float()).diagonal()
        expect(
            bool((distances >= 0).all()),
            "in float32 they are not negative or nan either",
            zh="在 float32 下，距离同样不为负，也不是 nan",
        ).is_true()


@contract.law(rows=st.tuples(st.integers(2, 9), st.integers(2, 9)), columns=st.integers(1, 3), examples=4)
def the_number_of_operators_does_not_grow(learner, rows, columns):
    """the number of operators does not grow with the number of rows
    zh: 算子的个数不随行数增长
    """

    def count(n, m):
        x = torch.arange(2.0 * n * columns, dtype=torch.float64).reshape(2 * n, columns)[::2]
        y = torch.arange(2.0 * m * columns, dtype=torch.float64).reshape(2 * m, columns)[1::2] + 0.5
        return len(recorded(learner, "pairwise_distances", x, y))

    few = count(2, 2)
    expect(
        count(rows[0] + 2, 2),
        f"operators for {rows[0] + 2} rows of x, as for 2",
        zh=f"x 有 {rows[0] + 2} 行时的算子个数，应与 2 行时相同",
    ).equal_to(few)
    expect(
        count(2, rows[1] + 2),
        f"operators for {rows[1] + 2} rows of y, as for 2",
        zh=f"y 有 {rows[1] + 2} 行时的算子个数，应与 2 行时相同",
    ).equal_to(few)


@contract.law(rows=st.integers(1, 3), stand_in=True, examples=3)
def nothing_leaves_the_device(learner, rows):
    """nothing is copied to another device or dtype on the way
    zh: 途中没有任何东西被复制到别的设备或 dtype
    """
    x = torch.arange(2.0 * rows, dtype=torch.float64).reshape(rows, 2)
    names = [name for name, _ in recorded(learner, "pairwise_distances", x, x + 0.5)]
    expect(
        [name for name in names if "ToCopy" in name],
        "copies to another device or dtype",
        zh="复制到别的设备或 dtype 的操作",
    ).equal_to([])


# -- products ------------------------------------------------------------------------------------------------


@questions
def products(draw):
    n, k, m = draw(st.integers(1, 6)), draw(st.integers(1, 4)), draw(st.integers(1, 4))
    a, b = draw(tensors((n, k), regimes=(SMALL, UNIT))), draw(tensors((k, m), regimes=(SMALL, UNIT)))
    return call(a, b, draw(st.integers(m, n * m + 2)))


def product_grid(fill: Filler):
    sizes = [
        (5, 2, 3, 7),
        (5, 2, 3, 6),
        (5, 2, 3, 3),
        (7, 3, 2, 5),
        (4, 4, 4, 8),
        (3, 1, 1, 2),
        (6, 2, 5, 1000),
        (1, 3, 2, 2),
    ]
    return [call(fill(n, k), fill(k, m), most) for n, k, m, most in sizes]


@contract.function(
    products(),
    grid=product_grid,
    bad=[call(matrix(2, 2), matrix(2, 3), most) for most in (2, 1, 0, -3)]
    + [call(matrix(1, 1), matrix(1, 4), max_elements=3)],
)
def matmul_in_chunks(a, b, max_elements):
    """is the matrix product
    zh: 等于矩阵乘积
    """
    if b.shape[1] > max_elements:
        raise ValueError("a row does not fit")
    rows = max_elements // b.shape[1]
    return torch.cat([a[start : start + rows] @ b for start in range(0, len(a), rows)])


# Operators whose result is memory of its own; views, and whatever puts pieces together, have other names.
COMPUTING = (
    "Mm",
    "Addmm",
    "Bmm",
    "Baddbmm",
    "Addbmm",
    "Mv",
    "Addmv",
    "Dot",
    "Mul",
    "Linear",
    "Sum",
    "Add",
    "Einsum",
)


@contract.law(
    size=st.tuples(st.integers(3, 8), st.integers(1, 3), st.integers(1, 4)),
    rows=st.integers(1, 3),
    extra=st.integers(0, 3),
    examples=8,
)
def no_product_is_larger_than_allowed(learner, size, rows, extra):
    """no product has more elements than allowed, and as many rows as fit are taken at once
    zh: 没有哪个乘积超过允许的元素个数，而且每次都取放得下的尽可能多的行
    """
    n, k, m = size
    most = rows * m + extra % m
    a = torch.ones(n, k, dtype=torch.float64)
    nodes = recorded(learner, "matmul_in_chunks", a, torch.ones(k, m, dtype=torch.float64), most)
    sizes = [
        elements
        for name, elements in nodes
        if name.removesuffix("0").removesuffix("1").removesuffix("Backward") in COMPUTING
    ]
    expect(
        max(sizes, default=0) <= most,
        f"no product has more than {most} elements",
        zh=f"没有哪个乘积超过 {most} 个元素",
    ).is_true()
    # Zero-sized inputs apart, that many full chunks are unavoidable.
    expect(
        len(sizes) <= -(-n // rows),
        f"{-(-n // rows)} products are enough",
        zh=f"{-(-n // rows)} 次乘法就够了",
    ).is_true()


# -- micro-batches -------------------------------------------------------------------------------------------


@contract.truth
def accumulate_gradients(model, batches):
    for parameter in model.parameters():
        parameter.grad = None
    total = sum(targets.numel() for _, targets in batches)
    for inputs, targets in batches:
        (F.mse_loss(model(inputs), targets, reduction="sum") / total).backward()


LAYERS = (
    "Sequential",
    [
        ("hidden", ("Linear", {"in_features": 2, "out_features": 3})),
        ("tanh", ("Tanh", {})),
        ("output", ("Linear", {"in_features": 3, "out_features": 2})),
    ],
)
NAMES = ("hidden.weight", "hidden.bias", "output.weight", "output.bias")


@st.composite
def micro_batches(draw, min_batches=1, dtype=torch.float64):
    sizes = draw(st.lists(st.integers(1, 4), min_size=min_batches, max_size=4))
    numbers = between(-2.0, 2.0)
    return [
        (
            draw(tensors((rows, 2), regimes=numbers)).to(dtype),
            draw(tensors((rows, 2), regimes=numbers)).to(dtype),
        )
        for rows in sizes
    ]


def part(model, name):
    layer, _, parameter = name.partition(".")
    return getattr(getattr(model, layer), parameter)


def gathered(learner, model, batches):
    """What accumulate_gradients returns, and the gradients and parameters that it leaves."""
    returned = learner.accumulate_gradients(model, batches)
    return returned, [fetch(part(model, name).grad) for name in NAMES], fetch(model.state_dict())


seeds = st.integers(0, 999)


@contract.scenario(batches=micro_batches(), seed=seeds, examples=25, weight=0.12)
def gradients_are_those_of_the_full_batch(learner, batches, seed):
    """the gradients are those of one pass over all batches joined together
    zh: 梯度等于把所有批次合在一起做一遍所得到的
    """
    return gathered(learner, keep(learner, Recipe.of(LAYERS, dtype="float64", seed=seed)), batches)


@contract.scenario(batches=micro_batches(dtype=torch.float32), seed=seeds, examples=8)
def float32_models_have_float32_gradients(learner, batches, seed):
    """float32 models get float32 gradients
    zh: float32 模型得到 float32 的梯度
    """
    # In the dtype of the questions, in which the truth is asked in float64 too.
    dtype = str(batches[0][0].dtype).removeprefix("torch.")
    return gathered(learner, keep(learner, Recipe.of(LAYERS, dtype=dtype, seed=seed)), batches)


@contract.scenario(batches=micro_batches(), seed=seeds, again=st.booleans(), examples=8)
def old_gradients_do_not_count(learner, batches, seed, again):
    """what was in .grad before does not count
    zh: .grad 里原有的东西不算数
    """
    model = keep(learner, Recipe.of(LAYERS, dtype="float64", seed=seed))
    if again:
        learner.accumulate_gradients(model, batches[::-1])
    else:
        assign(model.output.bias, "grad", torch.full((2,), 5.0, dtype=torch.float64))
    return gathered(learner, model, batches)


@contract.scenario(batches=micro_batches(), seed=seeds, examples=6)
def frozen_parameters_get_no_gradient(learner, batches, seed):
    """parameters that do not require grad get none
    zh: 不需要梯度的参数没有梯度
    """
    recipe = Recipe.of(LAYERS, dtype="float64", seed=seed, frozen=("hidden.weight", "output.bias"))
    return gathered(learner, keep(learner, recipe), batches)


@contract.scenario(batches=micro_batches(), seed=seeds, stand_in=True, examples=4)
def gradients_are_gathered_on_the_device_of_the_model(learner, batches, seed):
    """gradients are gathered on the device of the model
    zh: 梯度在模型所在的设备上累积
    """
    return gathered(learner, keep(learner, Recipe.of(LAYERS, dtype="float64", seed=seed)), batches)


# An instance norm treats every row by itself. Its running mean goes a tenth of the way towards the mean of its inputs
# at each pass in training mode, and so it tells how many there were.
COUNTING = (
    "Sequential",
    [
        ("norm", ("InstanceNorm1d", {"num_features": 2, "track_running_stats": True})),
        ("flatten", ("Flatten", {})),
        ("output", ("Linear", {"in_features": 6, "out_features": 2})),
    ],
)


@contract.law(rows=st.lists(st.integers(1, 3), min_size=2, max_size=4), seed=seeds, examples=5)
def every_batch_has_a_pass_of_its_own(learner, rows, seed):
    """each batch goes through the model once, by itself
    zh: 每个批次单独通过模型，且只通过一次
    """
    model = keep(learner, Recipe.of(COUNTING, dtype="float64", seed=seed))
    zeros = torch.zeros(max(rows), 2, dtype=torch.float64)
    row = torch.arange(3, dtype=torch.float64).expand(2, 3)
    learner.accumulate_gradients(model, [(row.repeat(count, 1, 1), zeros[:count]) for count in rows])
    mean = fetch(model.norm.running_mean)
    expect(
        mean, f"the running mean after {len(rows)} passes", zh=f"通过 {len(rows)} 次之后的 running_mean"
    ).close_to(torch.full((2,), 1 - 0.9 ** len(rows), dtype=torch.float64))
