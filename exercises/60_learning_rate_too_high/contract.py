"""What must hold for the tools against a learning rate that is too high."""

import itertools
import math
from collections import namedtuple

import torch

from grader.contract import Contract, Recipe, assign, call, expect, fetch, keep
from grader.inputs import SMALL, UNIT, Filler, between, questions, shapes, st, tensors

contract = Contract(bans=["clip_grad_norm"])

Watched = namedtuple("Watched", "parameter window")

NAN, INF = float("nan"), float("inf")


# -- the stable limit ----------------------------------------------------------------------------------------


def settled(square):
    """A symmetric matrix whose largest eigenvalue is well away from 0, where the answer jumps to infinity."""
    hessian = (square + square.mT) / 2
    top = float(torch.linalg.eigvalsh(hessian)[-1])
    return hessian if abs(top) >= 0.5 else hessian + torch.eye(len(square), dtype=square.dtype)


@st.composite
def hessians(draw):
    side = draw(st.integers(1, 4))
    hessian = settled(draw(tensors((side, side), regimes=(SMALL, UNIT))))
    return -hessian if draw(st.booleans()) and float(torch.linalg.eigvalsh(hessian)[0]) <= -0.5 else hessian


def positive(square):
    """A symmetric matrix with eigenvalues of 0.5 and more."""
    return square @ square.mT + torch.eye(len(square), dtype=square.dtype) / 2


def hessian_grid(fill: Filler):
    calls = []
    for side in (1, 2, 3, 5):
        square = fill(side, side)
        # Definite, indefinite with the negative side longer, and negative definite.
        calls += [call(positive(square)), call(settled(square - square.norm() / 4)), call(-positive(square))]
    return calls


def hessian_edges(fill: Filler):
    return [
        call(torch.zeros(3, 3, dtype=torch.float64)),
        call(torch.diag(torch.tensor([-1.0, 0.0, -4.0], dtype=torch.float64))),
        call(torch.diag(torch.tensor([-8.0, 0.5], dtype=torch.float64))),
        call(torch.full((1, 1), 4.0, dtype=torch.float64)),
    ]


UNEVEN = [
    call(torch.tensor([[1.0, 2.0], [0.0, 1.0]], dtype=torch.float64)),
    call(torch.tensor([[1.0, 0.0], [2.0, 1.0]], dtype=torch.float64)),
    call(torch.tensor([[0.0, 1.0], [-1.0, 0.0]], dtype=torch.float64)),
    call(torch.tensor([[100.0, 1.0], [1.01, 100.0]], dtype=torch.float64)),
    call(torch.ones(2, 3, dtype=torch.float64)),
    call(torch.ones(3, 1, dtype=torch.float64)),
    call(torch.ones(2, dtype=torch.float64)),
    call(torch.ones(1, 2, 2, dtype=torch.float64)),
]


@contract.function(hessians().map(call), grid=hessian_grid, edges=hessian_edges, bad=UNEVEN)
def largest_stable_lr(hessian):
    """is 2 over the largest eigenvalue, infinite where none is positive
    zh: 等于 2 除以最大特征值；没有正特征值时为无穷大
    """
    if hessian.dim() != 2 or hessian.shape[0] != hessian.shape[1]:
        raise ValueError("not square")
    if (hessian - hessian.T).abs().max() > 1e-6 * hessian.abs().max():
        raise ValueError("not symmetric")
    top = float(torch.linalg.eigvalsh(hessian)[-1])
    return 2 / top if top > 0 else math.inf


@contract.law(
    square=st.integers(1, 3).flatmap(lambda n: tensors((n, n), regimes=between(-1.0, 1.0))), examples=20
)
def descent_converges_below_and_diverges_above(learner, square):
    """descent converges at 0.95 of the limit and diverges at 1.05 of it
    zh: 学习率取上限的 0.95 倍时下降收敛，取 1.05 倍时发散
    """
    hessian = positive(square)
    limit = learner.largest_stable_lr(hessian)
    ratios = []
    for share in (0.95, 1.05):
        # A step of descent is a matrix; its power says what many steps do to every start at once.
        step = torch.eye(len(hessian), dtype=hessian.dtype) - share * limit * hessian
        ratios.append(float(torch.linalg.matrix_power(step, 200).norm()))
    expect(
        ratios[0] < 1e-3,
        "200 steps at 0.95 of the limit come close to the minimum",
        zh="学习率取上限的 0.95 倍时，200 步之后接近最小值",
    ).is_true()
    expect(
        ratios[1] > 1e3,
        "200 steps at 1.05 of the limit go far away from it",
        zh="学习率取上限的 1.05 倍时，200 步之后远离最小值",
    ).is_true()


# -- clipping ------------------------------------------------------------------------------------------------


@contract.truth
def clip_grad_norm_(parameters, max_norm):
    """torch.nn.utils.clip_grad_norm_, written out: the norm as a float, and one factor for all."""
    gradients = [p.grad for p in parameters if p.grad is not None]
    norm = sum(float(g.square().sum()) for g in gradients) ** 0.5
    factor = min(1.0, max_norm / (norm + 1e-6))
    for gradient in gradients:
        gradient.mul_(factor)
    return norm


gradient_lists = st.lists(
    shapes(min_dims=0, max_dims=2, max_side=3).flatmap(lambda s: tensors(s, regimes=(SMALL, UNIT))),
    min_size=1,
    max_size=3,
)
limits = st.sampled_from([1.0, 0.5, 5.0, 1000.0, 0.0])


def leaves_with(learner, gradients):
    """Parameters where the learner's code is, each with its gradient, None for none."""
    leaves = []
    for gradient in gradients:
        like = torch.ones(2, dtype=torch.float64) if gradient is None else torch.ones_like(gradient)
        leaf = keep(learner, like.requires_grad_())
        # A copy: locally the question itself would be clipped otherwise.
        assign(leaf, "grad", None if gradient is None else gradient.clone())
        leaves.append(leaf)
    return leaves


def clipped(learner, gradients, max_norm):
    """What clipping returned, and what became of gradients and parameters."""
    leaves = leaves_with(learner, gradients)
    norm = learner.clip_grad_norm_(leaves, max_norm)
    return norm, [fetch(leaf.grad) for leaf in leaves], [fetch(leaf).detach() for leaf in leaves]


@contract.scenario(gradients=gradient_lists, max_norm=limits, examples=40, weight=0.12)
def clips_as_torch_does(learner, gradients, max_norm):
    """clips all gradients by one factor, and returns the norm before
    zh: 用同一个系数裁剪所有梯度，返回裁剪前的范数
    """
    return clipped(learner, gradients, max_norm)


@contract.scenario(
    gradients=gradient_lists.map(lambda gradients: [g.float() for g in gradients]),
    max_norm=limits,
    examples=10,
)
def clips_float32_gradients(learner, gradients, max_norm):
    """clips float32 gradients
    zh: 裁剪 float32 的梯度
    """
    return clipped(learner, gradients, max_norm)


@contract.scenario(
    gradients=st.lists(st.one_of(st.none(), tensors((2,), regimes=(SMALL,))), max_size=3),
    max_norm=limits,
    examples=12,
)
def parameters_without_gradient_are_left_out(learner, gradients, max_norm):
    """parameters without a gradient are left out
    zh: 没有梯度的参数不参与
    """
    return clipped(learner, gradients, max_norm)


# One gradient only: after torch.cat of several lazy tensors, torch 2.13 gives all of them the first one's new value
# when they are scaled in place.
@contract.scenario(
    gradient=shapes(min_dims=1, max_dims=2, max_side=3).flatmap(lambda s: tensors(s, regimes=(SMALL, UNIT))),
    max_norm=limits,
    stand_in=True,
    examples=8,
)
def clips_where_the_gradients_live(learner, gradient, max_norm):
    """clips gradients on whatever device they are
    zh: 梯度在哪个设备上，就在哪里裁剪
    """
    return clipped(learner, [gradient], max_norm)


@contract.scenario(seed=st.integers(0, 99), scale=st.sampled_from([1.0, 0.25]), examples=8)
def takes_the_parameters_of_a_model(learner, seed, scale):
    """takes a generator, such as model.parameters()
    zh: 接受生成器，例如 model.parameters()
    """
    layer = ("Linear", {"in_features": 2, "out_features": 1})
    model = keep(learner, Recipe.of(layer, dtype="float64", seed=seed))
    assign(model.weight, "grad", torch.full((1, 2), 3.0 * scale, dtype=torch.float64))
    assign(model.bias, "grad", torch.full((1,), -4.0 * scale, dtype=torch.float64))
    norm = learner.clip_grad_norm_(model.parameters(), 1.0)
    return norm, fetch(model.weight.grad), fetch(model.bias.grad)


@contract.law(
    gradient=tensors((2,), regimes=between(1.0, 4.0)), max_norm=st.sampled_from([0.5, 1.0]), examples=8
)
def gradients_keep_their_memory(learner, gradient, max_norm):
    """gradients change in place: whoever holds them sees it
    zh: 梯度就地修改：持有它的人会看到变化
    """
    base = gradient.clone()
    leaf = torch.zeros(2, dtype=gradient.dtype, requires_grad=True)
    leaf.grad = base
    held = keep(learner, Watched(leaf, base))
    assign(held.parameter, "grad", held.window)
    learner.clip_grad_norm_([held.parameter], max_norm)
    expect(fetch(held.window), "the gradient that was there before", zh="原来就在那里的梯度").equal_to(
        fetch(held.parameter.grad)
    )
    norm = float(fetch(held.window).norm())
    expect(norm <= max_norm, "its norm is at most max_norm", zh="它的范数不超过 max_norm").is_true()


# -- loss curves ---------------------------------------------------------------------------------------------


@questions
def curves(draw):
    """Curves of every kind; multiples of 1/8 keep clear of the threshold of a plateau."""
    kind = draw(st.sampled_from(["any", "zigzag", "falling", "flat", "broken"]))
    count = draw(st.integers(1, 14))
    steps = draw(st.lists(st.integers(1, 8), min_size=count, max_size=count))
    if kind == "zigzag":
        losses = [3.0 + (-1) ** i * s / 8 for i, s in enumerate(steps)]
    elif kind == "falling":
        losses = [(sum(steps) - sum(steps[:i])) / 8 for i in range(count)]
    elif kind == "flat":
        # At most 7/1024 apart, below a hundredth of 1; where it came from does not matter.
        losses = [(1024 + s) / 1024 for s in steps]
        losses = [1.0 + s / 8 for s in draw(st.lists(st.integers(1, 8), max_size=4))] + losses
    else:
        losses = [s / 8 for s in steps]
    if kind == "broken":
        losses[draw(st.integers(0, count - 1))] = draw(st.sampled_from([NAN, INF]))
    return call(tuple(losses) if draw(st.booleans()) else losses)


def curve_grid(fill: Filler):
    old = [8.0, 1.0] * 6
    slope = [4.0 - i / 4 for i in range(10)]
    return [
        call([1.0]),
        call([0.0]),
        call([0.0, 0.0, 0.0]),
        call([1.0, 0.5]),
        call([1.0, 2.0]),
        call([1.0, 2.125]),
        call([1.0, 4.0, 1.0]),
        call([1.0, NAN]),
        call([NAN, 1.0, 0.5]),
        call([1.0, INF, 0.5]),
        call([2.0, 1.0, 2.0, 1.0]),
        # Three inner losses: two turns are more than half of them, one is not.
        call([4.0, 1.0, 3.0, 2.0, 1.0]),
        call([4.0, 1.0, 3.0, 3.5, 3.75]),
        call([4.0, 3.0, 2.0, 1.0, 2.0, 1.0]),
        # Two equal losses are no turn.
        call([4.0, 3.0, 3.0, 2.0, 2.0, 1.0]),
        # What the curve did before the window does not matter.
        call(old + slope),
        call(old + [1.0] * 10),
        call(old + [1.0] * 9),
        call(slope + [1.0, 2.0] * 5),
        call([8.0] + [1.0 + (i % 2) / 1024 for i in range(10)]),
        call([1.0, *slope]),
    ]


@contract.function(curves(), grid=curve_grid, bad=[call([]), call(())])
def diagnose(losses):
    """names what the curve does by the rules of the statement
    zh: 按题目的规则说出曲线的状况
    """
    if not losses:
        raise ValueError("no losses")
    if not all(math.isfinite(loss) for loss in losses) or losses[-1] > 2 * losses[0]:
        return "diverging"
    window = losses[-10:]
    if max(window) - min(window) <= 0.01 * max(window):
        return "plateau"
    turns = sum(
        b > max(a, c) or b < min(a, c) for a, b, c in zip(window[:-2], window[1:-1], window[2:], strict=True)
    )
    return "oscillating" if turns > 0.5 * (len(window) - 2) else "converging"


@contract.law(
    before=st.lists(st.integers(1, 8), max_size=4),
    broken=st.sampled_from([NAN, INF]),
    after=st.lists(st.integers(1, 8), max_size=12),
    examples=20,
)
def a_loss_that_is_no_number_is_divergence(learner, before, broken, after):
    """a nan or infinite loss anywhere is divergence, whatever comes after
    zh: 任何一处出现 nan 或无穷大都是发散，不管之后怎样
    """
    losses = [n / 8 for n in before] + [broken] + [n / 8 for n in after]
    expect(learner.diagnose(losses), "the diagnosis", zh="诊断结果").equal_to("diverging")


# -- the range test ------------------------------------------------------------------------------------------


@questions
def range_tests(draw):
    """Rates at uneven distances, and one segment that falls clearly more steeply than all others."""
    count = draw(st.integers(2, 7))
    powers = [draw(st.integers(1, 6)) for _ in range(count)]
    lrs = [1e-5 * 2.0 ** sum(powers[:i]) for i in range(count)]
    losses = [float(draw(st.integers(10, 30))) for _ in range(count)]
    place = draw(st.integers(0, count - 2))
    slopes = [(b - a) / p for a, b, p in zip(losses[:-1], losses[1:], powers[:-1], strict=True)]
    others = [s for i, s in enumerate(slopes) if i != place]
    # Lower everything after it until it is steeper than the others by one at least, and falls.
    lower = max(0.0, slopes[place] - min([0.0, *others]) + 1) * powers[place]
    losses = [loss - (lower if i > place else 0) for i, loss in enumerate(losses)]
    if draw(st.booleans()):
        # The end of a range test: what comes after the first nan or infinity must not count.
        lrs += [lrs[-1] * 4, lrs[-1] * 8, lrs[-1] * 16]
        losses += [draw(st.sampled_from([NAN, INF])), 500.0, -500.0]
    return call(lrs, losses)


def range_grid(fill: Filler):
    rates = [1e-4, 1e-3, 1e-2, 1e-1, 1.0]
    return [
        call(rates, [2.0, 1.9, 1.1, 0.8, 9.0]),
        call(rates, [2.0, 1.0, 0.9, 0.85, 0.8]),
        call(tuple(rates), (5.0, 4.0, 3.5, 3.0, -3.0)),
        call([0.001, 0.01], [1.0, 0.5]),
        call([0.001, 0.01, 0.1], [1.0, 2.0, 1.5]),
        call([0.01, 0.0125, 1.0], [3.0, 2.0, 0.5]),
        call([0.001, 0.01, 0.1, 1.0], [3.0, 2.0, NAN, 0.5]),
        call([0.001, 0.01, 0.1, 1.0], [3.0, 2.0, -INF, 0.5]),
    ]


NOT_A_TEST = [
    call([0.1, 0.2], [1.0]),
    call([0.1], [1.0, 0.5]),
    call([], []),
    call([0.1], [1.0]),
    call([0.1, 0.2], [1.0, NAN]),
    call([0.1, 0.2, 0.3], [NAN, 1.0, 0.5]),
    call([0.1, 0.1], [1.0, 0.5]),
    call([0.2, 0.1], [1.0, 0.5]),
    call([0.0, 0.1], [1.0, 0.5]),
    call([-0.1, 0.1], [1.0, 0.5]),
    call([0.1, 0.2, 0.3], [1.0, 1.0, 2.0]),
    call([0.1, 0.2, 0.3], [1.0, 2.0, 3.0]),
]


@contract.function(range_tests(), grid=range_grid, bad=NOT_A_TEST)
def suggest_lr(lrs, losses):
    """is the rate at which the steepest fall begins
    zh: 等于下降最陡的那一段起点处的学习率
    """
    if len(lrs) != len(losses) or any(lr <= 0 for lr in lrs):
        raise ValueError("lengths or rates")
    if any(a >= b for a, b in itertools.pairwise(lrs)):
        raise ValueError("not ascending")
    end = next((i for i, loss in enumerate(losses) if not math.isfinite(loss)), len(losses))
    if end < 2:
        raise ValueError("too few points")
    slopes = [(losses[i + 1] - losses[i]) / math.log(lrs[i + 1] / lrs[i]) for i in range(end - 1)]
    if min(slopes) >= 0:
        raise ValueError("no fall")
    return lrs[slopes.index(min(slopes))]
