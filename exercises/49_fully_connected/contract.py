"""What must hold for flattening, the fully connected layer and the classifier made of them."""

import torch
import torch.nn.functional as F

from grader.contract import Contract, call, expect, shares_memory
from grader.inputs import GENERIC, SMALL, TIES, UNIT, Filler, questions, shapes, st, tensors
from grader.sandbox import Ask

contract = Contract(bans=["flatten", "linear"])


# -- flatten -------------------------------------------------------------------------------------------------


def dims_of(draw, axes):
    """Draw two axes in order, each named from the front or from the end."""
    start = draw(st.integers(0, axes - 1))
    end = draw(st.integers(start, axes - 1))
    return start - axes * draw(st.integers(0, 1)), end - axes * draw(st.integers(0, 1))


@questions
def blocks(draw):
    x = draw(tensors(shapes(min_dims=0, max_dims=4, max_side=4), regimes=(UNIT, SMALL)))
    start, end = dims_of(draw, max(x.dim(), 1))
    form = draw(st.sampled_from(["position", "keyword", "start", "end", "default"]))
    return {
        "position": call(x, start, end),
        "keyword": call(x, end_dim=end, start_dim=start),
        "start": call(x, start),
        "end": call(x, end_dim=end),
        "default": call(x),
    }[form]


def block_grid(fill: Filler):
    axes = [(0, -1), (1, -1), (0, 1), (1, 2), (-3, -2), (2, 3), (-1, -1), (0, 0), (-4, 2)]
    calls = [call(fill(2, 3, 5, 7), *pair) for pair in axes]
    calls += [call(fill(), *pair) for pair in ((0, -1), (0, 0), (-1, 0))]
    return [
        *calls,
        call(fill()),
        call(fill(5)),
        call(fill(3, 2)),
        call(fill(2, 3, 5), 1),
        call(fill(2, 3, 5), end_dim=1),
    ]


def block_edges(fill: Filler):
    return [
        call(fill(2, 0, 3), 1),
        call(fill(2, 0, 3), 0, 1),
        call(fill(0, 3, 2), 1),
        call(fill(0, 3, 2), 1, 2),
        call(fill(0, 0)),
        call(fill(3, 0), 0, 0),
        call(fill(0)),
        call(fill(1, 1, 1, 1), 1, 2),
        call(fill(4, 1, 1), 1),
    ]


def flat(*shape):
    return torch.full(shape, 0.5, dtype=torch.float64)


bad_blocks = [call(flat(2, 2), *pair) for pair in ((2,), (-3,), (0, 2), (0, -3), (2, 2))]
bad_blocks += [call(flat(), *pair) for pair in ((1,), (-2,), (0, 1), (0, -2))]
bad_blocks += [
    call(flat(2, 2), 1, 0),
    call(flat(2, 1, 2), 2, 1),
    call(flat(2, 1, 2), -1, -2),
    call(flat(2, 1, 2), 1, -3),
]


@contract.function(blocks(), grid=block_grid, edges=block_edges, bad=bad_blocks, view=True)
def flatten(x, start_dim=0, end_dim=-1):
    """flatten matches torch.flatten
    zh: flatten 与 torch.flatten 一致
    """
    axes = max(x.dim(), 1)
    if not (-axes <= start_dim < axes and -axes <= end_dim < axes):
        raise IndexError("axis")
    if start_dim % axes > end_dim % axes:
        raise ValueError("order")
    return torch.flatten(x, start_dim, end_dim)


def shared(function, x, *dims):
    """Whether the result of a flatten, local or the learner's, shares memory with x."""
    ask = getattr(function, "ask", None)
    return bool(ask(x, *dims, options=Ask()).aliases) if ask else shares_memory(x, function(x, *dims))


@contract.law(shape=st.tuples(*[st.integers(2, 3)] * 4), pick=st.integers(0, 5), examples=20, portable=False)
def flatten_is_a_view_where_it_can_be(learner, shape, pick):
    """flatten shares memory with x wherever the layout allows it
    zh: 只要内存布局允许，flatten 就与 x 共用内存
    """
    x = torch.arange(3 * 3 * 3 * 3, dtype=torch.float64).reshape(3, 3, 3, 3)
    x = x[: shape[0], : shape[1]]
    whole = x.contiguous()
    # Views whose last axes lie in memory one behind the other, although the tensor as a whole is not contiguous.
    cases = [
        (whole, 0, -1),
        (whole, 1, 2),
        (x, 2, 3),
        (x.transpose(0, 1), -2, -1),
        (x[:, ::2], 2, 3),
        (whole[1:], 0, -1),
    ]
    tensor, start, end = cases[pick]
    expect(
        shared(learner.flatten, tensor, start, end), "the result shares memory with x", zh="结果与 x 共用内存"
    ).is_true()
    expect(learner.flatten(tensor, start, end), "its elements", zh="它的元素").equal_to(
        torch.flatten(tensor, start, end)
    )


@contract.law(x=tensors(shapes(min_dims=2, max_dims=4, max_side=3), regimes=(SMALL,)), examples=15)
def flattening_in_two_steps(learner, x):
    """flattening a part first and then the rest comes to the same
    zh: 先展平一部分，再展平其余部分，结果相同
    """
    expect(learner.flatten(learner.flatten(x, 1)), "flatten(flatten(x, 1))").equal_to(learner.flatten(x))
    expect(
        learner.flatten(x, 0, 1).shape[0], "length of flatten(x, 0, 1)", zh="flatten(x, 0, 1) 的长度"
    ).equal_to(x.shape[0] * x.shape[1])


# -- fully connected -----------------------------------------------------------------------------------------


@st.composite
def layers(draw, regimes=GENERIC):
    lead = draw(shapes(min_dims=0, max_dims=3, max_side=3))
    inputs, outputs = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    x = draw(tensors((*lead, inputs), regimes=regimes))
    return x, draw(tensors((outputs, inputs), regimes=regimes)), draw(tensors((outputs,), regimes=regimes))


@questions
def layer_calls(draw):
    x, weight, bias = draw(layers())
    form = draw(st.sampled_from(["position", "keyword", "none", "default"]))
    return {
        "position": call(x, weight, bias),
        "keyword": call(x, weight, bias=bias),
        "none": call(x, weight, None),
        "default": call(x, weight),
    }[form]


LEADS = ((), (2,), (3,), (5,), (2, 5), (2, 3, 2))
SIZES = ((3, 4), (4, 3), (3, 3), (1, 3), (3, 1), (2, 5))


def layer_grid(fill: Filler):
    calls = []
    for lead, (inputs, outputs) in zip(LEADS, SIZES, strict=True):
        x, weight = fill(*lead, inputs), fill(outputs, inputs)
        calls += [call(x, weight, fill(outputs)), call(x, weight)]
    # Square in every direction: nothing but the values can tell the axes apart.
    return [*calls, call(fill(3, 3), fill(3, 3), fill(3)), call(fill(3, 3, 3), fill(3, 3), fill(3))]


def layer_edges(fill: Filler):
    return [
        call(fill(0, 3), fill(2, 3), fill(2)),
        call(fill(0, 3), fill(2, 3)),
        call(fill(2, 0, 3), fill(4, 3), fill(4)),
        call(fill(1, 1), fill(1, 1), fill(1)),
    ]


bad_layers = [
    call(flat(2, 3), flat(2, 2), flat(2)),
    call(flat(3), flat(2, 2), flat(2)),
    call(flat(2, 1), flat(3, 2), flat(3)),
    call(flat(2, 3), flat(3, 2), flat(3)),
    call(flat(), flat(2, 1), flat(2)),
    call(flat(2, 2), flat(2, 2), flat(1)),
    call(flat(2, 2), flat(2, 2), flat()),
    call(flat(2, 2), flat(2, 2), flat(2, 2)),
    call(flat(2, 2), flat(2, 2), flat(2, 1)),
    call(flat(2, 2), flat(2, 2), flat(1, 2)),
    call(flat(2, 2), flat(1, 2), flat(2)),
    call(flat(2, 2), flat(2, 2), flat(3)),
]


def fits(x, weight, bias):
    if x.dim() == 0 or x.shape[-1] != weight.shape[1]:
        raise ValueError("x")
    if bias is not None and bias.shape != weight.shape[:1]:
        raise ValueError("bias")


@contract.function(
    layer_calls(),
    grid=layer_grid,
    edges=layer_edges,
    bad=[*bad_layers, call(flat(2, 3), flat(2, 2)), call(flat(), flat(2, 1))],
)
def fully_connected(x, weight, bias=None):
    """fully_connected matches torch.nn.functional.linear
    zh: fully_connected 与 torch.nn.functional.linear 一致
    """
    fits(x, weight, bias)
    return F.linear(x, weight, bias)


@contract.law(layer=layers(regimes=(SMALL, UNIT)), more=tensors((2, 1), regimes=(SMALL, UNIT)), examples=15)
def the_layer_is_affine(learner, layer, more):
    """without a bias the layer is linear, and the bias is what it gives for 0
    zh: 没有偏置时，这一层是线性的；偏置就是它在 0 处的输出
    """
    x, weight, bias = layer
    y = more[0] * x + more[1] * x.flip(-1)
    f = learner.fully_connected
    expect(f(y, weight), "layer(a * x + b * z, weight)").close_to(
        more[0] * f(x, weight) + more[1] * f(x.flip(-1), weight)
    )
    expect(f(torch.zeros_like(x), weight, bias), "layer(0)").close_to(
        bias.expand(*x.shape[:-1], len(bias)).clone()
    )


@contract.law(layer=layers(regimes=(SMALL, UNIT)), examples=15)
def leading_dimensions_are_a_batch(learner, layer):
    """every vector along the last axis gives the same alone as in any batch
    zh: 沿最后一个轴的每个向量，单独计算与放在任何形状的批次中计算，结果相同
    """
    x, weight, bias = layer
    batch = learner.fully_connected(x.reshape(-1, x.shape[-1]), weight, bias)
    expect(
        batch.reshape(*x.shape[:-1], len(bias)),
        "the layer of the flat batch",
        zh="批次摊平成二维时该层的结果",
    ).close_to(learner.fully_connected(x, weight, bias))


# -- classify ------------------------------------------------------------------------------------------------

# Whole numbers: the scores are exact in any order of summation, so that ties are ties for everyone.
WHOLE = (SMALL, TIES)


def argmax(scores):
    places = torch.arange(scores.shape[-1], device=scores.device).expand(scores.shape)
    best = scores == scores.amax(-1, keepdim=True)
    return torch.where(best, places, scores.shape[-1]).amin(-1)


def class_grid(fill: Filler):
    calls = []
    for lead, (inputs, outputs) in zip(LEADS, SIZES, strict=True):
        x, weight = fill(*lead, inputs, regimes=(SMALL,)), fill(outputs, inputs, regimes=(SMALL,))
        calls.append(call(x, weight, fill(outputs, regimes=(SMALL,)) * 4))
    x, weight, zeros = (
        fill(4, 3, regimes=(SMALL,)),
        fill(2, 3, regimes=(SMALL,)),
        torch.zeros(4, dtype=torch.float64),
    )
    tied = torch.cat([weight, weight])
    return [
        *calls,
        call(x, tied, zeros),
        call(x, tied.flip(0), zeros),
        call(x * 0, tied, zeros),
        call(x, tied * 0, zeros),
    ]


def class_edges(fill: Filler):
    return [
        call(fill(0, 3), fill(2, 3), fill(2)),
        call(fill(2, 0, 3), fill(2, 3), fill(2)),
        call(fill(3, 2), fill(1, 2), fill(1)),
    ]


@contract.function(
    layers(regimes=WHOLE).map(lambda layer: call(*layer)), grid=class_grid, edges=class_edges, bad=bad_layers
)
def classify(x, weight, bias):
    """classify gives the index of the largest output, the first of equals
    zh: classify 给出最大输出的下标，并列时取第一个
    """
    fits(x, weight, bias)
    return argmax(F.linear(x, weight, bias))


@contract.law(layer=layers(regimes=WHOLE), c=st.integers(-50, 50), scale=st.integers(1, 5), examples=15)
def only_differences_of_scores_matter(learner, layer, c, scale):
    """a common shift or a positive factor of all scores changes no class
    zh: 所有分数同加一个数，或同乘一个正数，类别不变
    """
    x, weight, bias = layer
    chosen = learner.classify(x, weight, bias)
    expect(learner.classify(x, weight, bias + c), "classify(x, weight, bias + c)").equal_to(chosen)
    expect(
        learner.classify(x, scale * weight, scale * bias),
        "classify with everything scaled",
        zh="所有分数同乘一个正数时的 classify",
    ).equal_to(chosen)


@contract.law(layer=layers(regimes=WHOLE), seed=st.integers(0, 100), examples=15)
def classes_may_be_renamed(learner, layer, seed):
    """reordering the classes reorders the answers
    zh: 类别换个次序，答案也跟着换
    """
    x, weight, bias = layer
    # Biases a little apart, in steps that no whole number can bridge: nothing is tied.
    bias = bias + torch.arange(len(bias), dtype=bias.dtype) / 8
    order = torch.randperm(len(bias), generator=torch.Generator().manual_seed(seed))
    renamed = learner.classify(x, weight[order], bias[order])
    expect(order[renamed], "the class behind the new name", zh="新编号所对应的类别").equal_to(
        learner.classify(x, weight, bias)
    )
