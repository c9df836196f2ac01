"""What must hold for a stack of affine layers, collapsed and not."""

import itertools

import torch

from grader.contract import Contract, Expression, call, expect
from grader.inputs import MODERATE, SMALL, UNIT, Filler, between, questions, shapes, st, tensors

contract = Contract()

IDENTITY = Expression((("input", 0),))
ACTIVATIONS = {
    "relu": Expression((("input", 0), ("relu", 0))),
    "tanh": Expression((("input", 0), ("tanh", 0))),
    "identity": IDENTITY,
    "square": Expression((("input", 0), ("mul", 0, 0))),
    "minus": Expression((("input", 0), ("neg", 0))),
    "sigmoid": Expression((("input", 0), ("sigmoid", 0))),
    "one more": Expression((("input", 0), ("constant", 1.0), ("add", 0, 1))),
}
activations = st.sampled_from(list(ACTIVATIONS.values()))
# A square of a square of a sum: the numbers stay small.
NEAR = (SMALL, UNIT, *between(-2.0, 2.0))


@st.composite
def stacks(draw, min_depth=1, max_depth=4, regimes=MODERATE):
    """Draw layers whose widths fit one another."""
    sides = draw(st.lists(st.integers(1, 3), min_size=min_depth + 1, max_size=max_depth + 1))
    return [
        (draw(tensors((after, before), regimes=regimes)), draw(tensors((after,), regimes=regimes)))
        for before, after in itertools.pairwise(sides)
    ]


@st.composite
def runs(draw, **how):
    """Draw layers, and an input for them."""
    layers = draw(stacks(**how))
    lead = draw(shapes(min_dims=0, max_dims=2, max_side=3))
    return draw(tensors((*lead, layers[0][0].shape[1]), regimes=how.get("regimes", MODERATE))), layers


SIZES = (
    (3, 2),
    (2, 3, 5),
    (3, 3, 3),
    (2, 3, 1),
    (1, 3, 2),
    (3, 3, 3, 3),
    (2, 4, 3, 5),
    (5, 1, 4),
    (1, 1, 1),
    (2, 3, 2, 3, 2),
)


def filled(fill: Filler, sizes):
    return [(fill(after, before), fill(after)) for before, after in itertools.pairwise(sizes)]


def stack_grid(fill: Filler):
    return [call(filled(fill, sizes)) for sizes in SIZES] + [call(tuple(filled(fill, (3, 2, 3))))]


def run_grid(fill: Filler):
    kinds = list(ACTIVATIONS.values())
    leads = ((3,), (), (2, 3))
    return [
        call(fill(*leads[i % 3], sizes[0]), filled(fill, sizes), kinds[i % len(kinds)])
        for i, sizes in enumerate(SIZES)
    ] + [call(fill(3, 3), filled(fill, (3, 3, 3)), kind) for kind in kinds]


def run_edges(fill: Filler):
    return [
        call(fill(0, 3), filled(fill, (3, 2)), ACTIVATIONS["relu"]),
        call(fill(2, 0, 3), filled(fill, (3, 2, 4)), ACTIVATIONS["tanh"]),
        call(
            -fill(3, 2).abs(),
            [(torch.eye(2, dtype=torch.float64), torch.zeros(2, dtype=torch.float64))] * 3,
            ACTIVATIONS["relu"],
        ),
    ]


@questions
def collapsed(draw):
    layers = draw(stacks())
    return call(layers if draw(st.booleans()) else tuple(layers))


@questions
def activated(draw):
    x, layers = draw(runs(max_depth=3, regimes=NEAR))
    return call(x, layers if draw(st.booleans()) else tuple(layers), draw(activations))


one = torch.ones(2, dtype=torch.float64)


@contract.function(collapsed(), grid=stack_grid, bad=[call([]), call(())])
def collapse(layers):
    """collapse gives the one affine layer that equals the stack
    zh: collapse 给出与整个线性网络等价的那一个仿射层
    """
    if not layers:
        raise ValueError("no layers")
    (weight, bias), *others = layers
    weight, bias = weight.clone(), bias.clone()
    for w, b in others:
        weight, bias = w @ weight, w @ bias + b
    return weight, bias


@contract.function(
    activated(),
    grid=run_grid,
    edges=run_edges,
    bad=[call(one, none, kind) for none in ([], ()) for kind in (IDENTITY, ACTIVATIONS["relu"])],
)
def forward(x, layers, activation):
    """forward runs the layers with the activation between them
    zh: forward 逐层计算，层间作用激活函数
    """
    if not layers:
        raise ValueError("no layers")
    *hidden, (weight, bias) = layers
    for w, b in hidden:
        x = activation(x @ w.T + b)
    return x @ weight.T + bias


@contract.law(run=runs(), examples=20)
def without_activation_the_stack_is_one_layer(learner, run):
    """without an activation the stack gives what the collapsed layer gives
    zh: 没有激活函数时，整个网络与合并之后的一层结果相同
    """
    x, layers = run
    weight, bias = learner.collapse(layers)
    expect(x @ weight.T + bias, "x @ weight.T + bias").close_to(learner.forward(x, layers, IDENTITY))


@contract.law(run=runs(), examples=15)
def any_linear_activation_collapses_too(learner, run):
    """an activation that only doubles is no activation: the stack collapses as well
    zh: 只会乘以二的激活函数等于没有：网络同样可以合并
    """
    x, layers = run
    double = Expression((("input", 0), ("constant", 2.0), ("mul", 0, 1)))
    *hidden, last = layers
    weight, bias = learner.collapse([*((2 * w, 2 * b) for w, b in hidden), last])
    expect(
        learner.forward(x, layers, double),
        "forward with an activation that doubles",
        zh="激活函数为乘以二时的 forward",
    ).close_to(x @ weight.T + bias)


@contract.law(layers=stacks(max_depth=1), x=st.integers(-3, 3), kind=activations, examples=15)
def one_layer_stays_as_it_is(learner, layers, x, kind):
    """a single layer collapses to its equal, and meets no activation
    zh: 只有一层时，合并得到与它相等的一层，也不经过任何激活函数
    """
    weight, bias = layers[0]
    expect(learner.collapse(layers), "collapse of one layer", zh="只有一层时的 collapse").equal_to(
        (weight, bias)
    )
    x = torch.full((weight.shape[1],), float(x), dtype=weight.dtype)
    expect(learner.forward(x, layers, kind), "forward through one layer", zh="只有一层时的 forward").close_to(
        weight @ x + bias
    )


@contract.law(layers=stacks(min_depth=2), cut=st.integers(0, 2), examples=20)
def collapsing_in_two_parts(learner, layers, cut):
    """collapsing two parts, and then these two, is collapsing at once
    zh: 先分两段合并，再把两段合并，与一次合并结果相同
    """
    cut = 1 + cut % (len(layers) - 1)
    parts = [learner.collapse(layers[:cut]), learner.collapse(layers[cut:])]
    expect(
        learner.collapse(parts), "collapse of the two collapsed parts", zh="把合并好的两段再做 collapse"
    ).close_to(learner.collapse(layers))


@contract.law(x=tensors(st.tuples(st.integers(1, 4), st.just(1)), regimes=(SMALL, UNIT)), examples=15)
def an_activation_makes_more_of_two_layers(learner, x):
    """with ReLU two layers compute the absolute value, which no single layer can
    zh: 有了 ReLU，两层就能算出绝对值，这是任何单独一层都做不到的
    """
    fold = torch.tensor([[1.0], [-1.0]], dtype=x.dtype), torch.zeros(2, dtype=x.dtype)
    add = torch.ones(1, 2, dtype=x.dtype), torch.zeros(1, dtype=x.dtype)
    expect(learner.forward(x, [fold, add], ACTIVATIONS["relu"]), "relu(x) + relu(-x)").close_to(x.abs())
    weight, bias = learner.collapse([fold, add])
    expect(weight, "the collapsed weight, 1 - 1", zh="合并后的权重 1 - 1").close_to(
        torch.zeros(1, 1, dtype=x.dtype)
    )
    expect(bias, "the collapsed bias", zh="合并后的偏置").close_to(torch.zeros(1, dtype=x.dtype))
