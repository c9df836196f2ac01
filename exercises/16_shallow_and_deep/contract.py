"""What must hold for multilayer perceptrons, shallow and deep."""

import itertools

import torch
from torch import nn

from grader.contract import Contract, call, expect
from grader.inputs import MODERATE, SMALL, UNIT, Filler, between, questions, shapes, st, tensors

contract = Contract()

NAN = float("nan")
widths = st.lists(st.integers(1, 4), min_size=2, max_size=5)
# A bias that no sum of products meets: what a ReLU passes at exactly 0 is left open.
ODD = 0.7310585786


@st.composite
def networks(draw, regimes=MODERATE, sizes=widths):
    """An input and the layers of a network of drawn widths."""
    sides = draw(sizes)
    lead = draw(shapes(min_dims=0, max_dims=2, max_side=3))
    x = draw(tensors((*lead, sides[0]), regimes=regimes))
    layers = [
        (draw(tensors((after, before), regimes=regimes)), draw(tensors((after,), regimes=regimes)))
        for before, after in itertools.pairwise(sides)
    ]
    return x, layers


@questions
def runs(draw):
    x, layers = draw(networks())
    return call(x, layers if draw(st.booleans()) else tuple(layers))


@questions
def smooth_runs(draw):
    x, layers = draw(
        networks(regimes=between(-1.0, 1.0), sizes=st.lists(st.integers(1, 3), min_size=2, max_size=4))
    )
    return call(x, [(weight, bias * ODD + ODD / 64) for weight, bias in layers])


def run_grid(fill: Filler):
    def ask(*sizes, lead=(3,)):
        pairs = itertools.pairwise(sizes)
        return call(fill(*lead, sizes[0]), [(fill(after, before), fill(after)) for before, after in pairs])

    return [
        ask(3, 2),
        ask(3, 2, lead=()),
        ask(2, 5, 3),
        ask(2, 5, 3, lead=(2, 5)),
        ask(3, 3, 3, 3),
        ask(3, 3, 3, 3, lead=()),
        ask(2, 3, 5, 7, 2),
        ask(1, 1, 1, 1),
        ask(4, 3, 4, 3, 4, 3),
        ask(3, 1, 3),
    ]


def run_edges(fill: Filler):
    double = torch.float64
    identity = (torch.eye(2, dtype=double), torch.zeros(2, dtype=double))
    undefined = torch.tensor([[NAN, 1.0], [-2.0, 3.0]], dtype=double)
    return [
        call(fill(0, 3), [(fill(2, 3), fill(2))]),
        call(fill(0, 3), [(fill(2, 3), fill(2)), (fill(4, 2), fill(4))]),
        call(undefined, [identity, identity]),
        call(undefined, [identity]),
        call(torch.zeros(2, 2, dtype=double), [identity] * 3),
        call(-fill(3, 2).abs(), [identity, identity]),
        call(-fill(3, 2).abs(), [identity]),
    ]


@contract.function(
    runs(),
    grid=run_grid,
    edges=run_edges,
    bad=[call(torch.ones(2, dtype=torch.float64), none) for none in ([], ())],
    gradient=smooth_runs(),
)
def mlp(x, layers):
    """mlp runs the layers with a ReLU between them
    zh: mlp 逐层计算，层间有 ReLU
    """
    if not layers:
        raise ValueError("no layer")
    for weight, bias in layers[:-1]:
        x = torch.relu(x @ weight.T + bias)
    weight, bias = layers[-1]
    return x @ weight.T + bias


BAD_SIZES = [call(sizes) for sizes in ([], [3], (5,), [3, 0], [0, 2], [2, -1, 3], [4, 0, 2], [2, 3, 0])]


@questions
def plans(draw):
    sizes = draw(st.lists(st.integers(1, 2000), min_size=2, max_size=7))
    return call(sizes if draw(st.booleans()) else tuple(sizes))


def plan_grid(fill: Filler):
    known = [
        [1, 1],
        [784, 10],
        [784, 128, 10],
        [784, 128, 64, 10],
        [3, 2, 2, 2, 1],
        [5, 7],
        (2, 3, 5),
        (2, 3, 5, 7),
    ]
    return [call(sizes) for sizes in known]


@contract.function(plans(), grid=plan_grid, bad=BAD_SIZES)
def count_parameters(sizes):
    """count_parameters counts all weights and biases
    zh: count_parameters 数出全部权重和偏置
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError("sizes")
    return sum(before * after + after for before, after in itertools.pairwise(sizes))


@contract.function(plans(), grid=plan_grid, bad=BAD_SIZES)
def is_deep(sizes):
    """is_deep asks for more than one hidden layer
    zh: 隐藏层多于一个时 is_deep 为真
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError("sizes")
    return len(sizes[1:-1]) > 1


@contract.law(network=networks(sizes=st.lists(st.integers(1, 3), min_size=2, max_size=2)), examples=15)
def one_layer_is_affine(learner, network):
    """a network of one layer is affine: nothing bends
    zh: 只有一层的网络是仿射的，没有任何弯曲
    """
    x, layers = network
    f = learner.mlp
    expect(f(x, layers) + f(-x, layers), "mlp(x) + mlp(-x)").close_to(2 * f(torch.zeros_like(x), layers))


@contract.law(network=networks(sizes=st.lists(st.integers(1, 3), min_size=3, max_size=4)), examples=15)
def an_identity_layer_changes_nothing(learner, network):
    """an identity layer after a ReLU changes nothing
    zh: 在 ReLU 之后插入恒等层，结果不变
    """
    x, layers = network
    width = len(layers[0][1])
    identity = torch.eye(width, dtype=x.dtype), torch.zeros(width, dtype=x.dtype)
    longer = [layers[0], identity, *layers[1:]]
    expect(learner.mlp(x, longer), "mlp with an identity layer inserted", zh="插入恒等层之后的 mlp").close_to(
        learner.mlp(x, layers)
    )


@contract.law(
    network=networks(sizes=st.lists(st.integers(1, 3), min_size=3, max_size=4)),
    cut=st.integers(0, 2),
    examples=15,
)
def a_network_may_be_cut_in_two(learner, network, cut):
    """the first layers, a ReLU, and the other layers give the whole network
    zh: 前几层、一个 ReLU、再加其余各层，就是整个网络
    """
    x, layers = network
    cut = 1 + cut % (len(layers) - 1)
    middle = learner.mlp(x, layers[:cut]).clamp(min=0)
    expect(learner.mlp(middle, layers[cut:]), "mlp in two parts", zh="分成两段的 mlp").close_to(
        learner.mlp(x, layers)
    )


@contract.law(
    network=networks(sizes=st.tuples(*[st.integers(2, 4)] * 3), regimes=(SMALL, UNIT)),
    seed=st.integers(0, 100),
    examples=15,
)
def hidden_neurons_have_no_order(learner, network, seed):
    """hidden neurons may change places together with their weights
    zh: 隐藏神经元可以连同各自的权重交换位置
    """
    x, ((w1, b1), (w2, b2)) = network
    order = torch.randperm(len(b1), generator=torch.Generator().manual_seed(seed))
    moved = [(w1[order], b1[order]), (w2[:, order], b2)]
    expect(
        learner.mlp(x, moved), "mlp with its hidden neurons reordered", zh="隐藏神经元换了次序的 mlp"
    ).close_to(learner.mlp(x, [(w1, b1), (w2, b2)]))


@contract.law(sizes=st.lists(st.integers(1, 6), min_size=2, max_size=5), examples=15)
def the_count_is_what_torch_counts(learner, sizes):
    """the count is the one of the parameters of nn.Sequential
    zh: 个数等于 nn.Sequential 中参数的个数
    """
    model = nn.Sequential(*(nn.Linear(a, b) for a, b in itertools.pairwise(sizes)))
    expect(learner.count_parameters(sizes), "count_parameters(sizes)").equal_to(
        sum(p.numel() for p in model.parameters())
    )
