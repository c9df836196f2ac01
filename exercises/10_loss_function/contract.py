"""What must hold for the absolute error and the Huber loss."""

import torch
import torch.nn.functional as F

from grader.contract import Contract, call, expect, vjp
from grader.inputs import GENERIC, MODERATE, SMALL, TIES, UNIT, Filler, questions, shapes, st, tensors

contract = Contract(bans=["l1_loss", "smooth_l1_loss", "huber_loss", "mse_loss"])

INF, NAN = float("inf"), float("nan")
REDUCTIONS = ("none", "mean", "sum")
reductions = st.sampled_from(REDUCTIONS)
deltas = st.sampled_from([1.0, 0.5, 2.0, 0.125, 3.5, 2, 1e-3, 100.0])


@st.composite
def pairs(draw, regimes=GENERIC, max_dims=3):
    shape = draw(shapes(min_dims=0, max_dims=max_dims, max_side=4))
    return draw(tensors(shape, regimes=regimes)), draw(tensors(shape, regimes=regimes))


@questions
def differences(draw):
    x, t = draw(pairs())
    form = draw(st.sampled_from(["keyword", "position", "default"]))
    if form == "default":
        return call(x, t)
    reduction = draw(reductions)
    return call(x, t, reduction) if form == "position" else call(x, t, reduction=reduction)


@questions
def bent_differences(draw):
    x, t = draw(pairs())
    form = draw(st.sampled_from(["keyword", "position", "default"]))
    if form == "default":
        return call(x, t)
    reduction, delta = draw(reductions), draw(deltas)
    return (
        call(x, t, reduction, delta) if form == "position" else call(x, t, delta=delta, reduction=reduction)
    )


SHAPES = ((5,), (3, 2), (2, 3, 5), (2, 3, 5, 7), ())


def grid(fill: Filler):
    calls = [call(fill(*shape), fill(*shape)) for shape in SHAPES]
    calls += [call(fill(*shape), fill(*shape), reduction=r) for shape in SHAPES for r in REDUCTIONS]
    same = fill(3, 2)
    return [*calls, call(same, same.clone(), "none"), call(fill(4, 3), fill(4, 3), "sum")]


def bent_grid(fill: Filler):
    calls = [call(fill(*shape), fill(*shape)) for shape in SHAPES]
    for shape in SHAPES:
        for reduction, delta in zip(REDUCTIONS, (0.5, 2.0, 1), strict=True):
            calls.append(call(3 * fill(*shape), fill(*shape), reduction=reduction, delta=delta))
    for delta in (0.25, 1.0, 3.0):
        # Every sign, inside, exactly at the bend, and outside.
        steps = torch.tensor([-4.0, -1.0, -0.5, 0.0, 0.5, 1.0, 4.0], dtype=torch.float64) * delta
        calls.append(call(steps, torch.zeros_like(steps), "none", delta))
        calls.append(call(torch.zeros_like(steps), steps, "sum", delta))
    return calls


def edge_cases(fill: Filler):
    double = torch.float64
    infinite = torch.tensor([1.0, INF, -2.0], dtype=double), torch.tensor([0.0, 1.0, INF], dtype=double)
    undefined = torch.tensor([NAN, 1.0, 3.0], dtype=double), torch.tensor([0.0, 1.0, NAN], dtype=double)
    for reduction in REDUCTIONS:
        yield *infinite, reduction
        yield *undefined, reduction
        yield fill(1), fill(1), reduction
        yield fill(1, 4), fill(1, 4), reduction
        yield fill(4, 1), fill(4, 1), reduction
    yield fill(0), fill(0), "sum"
    yield fill(0, 3), fill(0, 3), "none"


def edges(fill: Filler):
    return [call(*case) for case in edge_cases(fill)]


def bent_edges(fill: Filler):
    return [call(*case, delta) for case in edge_cases(fill) for delta in (1.0, 0.5)]


def flat(*shape):
    return torch.full(shape, 0.5, dtype=torch.float64)


UNLIKE = [
    ((3, 1), (3,)),
    ((3,), (3, 1)),
    ((2, 3), (3,)),
    ((2, 2), (4,)),
    ((), (1,)),
    ((3,), ()),
    ((2,), (3,)),
]
UNKNOWN = ["average", "Mean", "SUM", "", "batchmean", "elementwise_mean"]
bad = [call(flat(*a), flat(*b)) for a, b in UNLIKE]
bad += [call(flat(*a), flat(*b), reduction=r) for a, b in UNLIKE[:3] for r in REDUCTIONS]
bad += [call(flat(2), flat(2), reduction=word) for word in UNKNOWN]
bad_delta = [call(flat(2), flat(2) * 3, delta=delta) for delta in (0, 0.0, -0.0, -1.0, -INF, NAN)]
bad_delta += [call(flat(2), flat(2) * 3, r, -0.5) for r in REDUCTIONS]


def check(input, target, reduction):
    if reduction not in REDUCTIONS:
        raise ValueError("reduction")
    if input.shape != target.shape:
        raise ValueError("shapes differ")


@contract.function(differences(), grid=grid, edges=edges, bad=bad)
def l1_loss(input, target, reduction="mean"):
    """l1_loss matches torch.nn.functional.l1_loss
    zh: l1_loss 与 torch.nn.functional.l1_loss 一致
    """
    check(input, target, reduction)
    return F.l1_loss(input, target, reduction=reduction)


@contract.function(bent_differences(), grid=bent_grid, edges=bent_edges, bad=bad + bad_delta)
def huber_loss(input, target, reduction="mean", delta=1.0):
    """huber_loss matches torch.nn.functional.huber_loss
    zh: huber_loss 与 torch.nn.functional.huber_loss 一致
    """
    check(input, target, reduction)
    if not delta > 0:
        raise ValueError("delta")
    return F.huber_loss(input, target, reduction=reduction, delta=delta)


@contract.law(pair=pairs(max_dims=2), delta=deltas, examples=20)
def nothing_is_lost_on_equality(learner, pair, delta):
    """equal tensors cost exactly nothing, and neither side is special
    zh: 两个张量相等时损失恰好为 0，并且两边对称
    """
    x, t = pair
    for reduction in ("none", "sum"):
        nothing = torch.zeros_like(x) if reduction == "none" else x.new_zeros(())
        expect(learner.l1_loss(x, x.clone(), reduction), f"l1_loss(x, x, {reduction!r})").equal_to(nothing)
        expect(
            learner.huber_loss(x, x.clone(), reduction, delta), f"huber_loss(x, x, {reduction!r})"
        ).equal_to(nothing)
    expect(learner.l1_loss(x, t), "l1_loss(x, t)").close_to(learner.l1_loss(t, x))
    expect(learner.huber_loss(x, t, delta=delta), "huber_loss(x, t)").close_to(
        learner.huber_loss(t, x, delta=delta)
    )


@contract.law(x=tensors(shapes(max_dims=2), regimes=MODERATE), delta=deltas, examples=20)
def equal_elements_pull_nowhere(learner, x, delta):
    """where input equals target the gradient is 0
    zh: input 等于 target 的地方梯度为 0
    """
    one = torch.ones((), dtype=x.dtype)
    for note, function, question in (
        ("l1_loss", learner.l1_loss, call(x, x.clone(), "sum")),
        ("huber_loss", learner.huber_loss, call(x, x.clone(), "sum", delta)),
    ):
        gradient, other = vjp(function, question, one)
        # Adding 0 makes 0 of -0, which is as good.
        expect(gradient + 0.0, f"gradient of {note} at input", zh=f"{note} 对 input 的梯度").equal_to(
            torch.zeros_like(x)
        )
        expect(other + 0.0, f"gradient of {note} at target", zh=f"{note} 对 target 的梯度").equal_to(
            torch.zeros_like(x)
        )


@contract.law(
    pair=pairs(regimes=(SMALL, TIES), max_dims=2), delta=st.sampled_from([1.0, 0.5, 0.125, 1e-3]), examples=20
)
def a_small_delta_leaves_the_absolute_error(learner, pair, delta):
    """with a small delta, huber is delta times the absolute error, less half of delta squared
    zh: delta 很小时，huber 等于 delta 乘以绝对误差，再减去 delta 平方的一半
    """
    x, t = pair
    # Whole numbers differ by 0 or by at least 1, never by something between 0 and delta.
    line = delta * learner.l1_loss(x, t, "none") - delta * delta / 2 * (x != t)
    expect(learner.huber_loss(x, t, "none", delta), "huber_loss(x, t, 'none', delta)").close_to(line)


@contract.law(
    pair=pairs(regimes=(SMALL, UNIT, TIES), max_dims=2), more=st.sampled_from([0.0, 1.0, 50.0]), examples=20
)
def a_large_delta_leaves_the_squared_error(learner, pair, more):
    """with a large delta, huber is half the squared error
    zh: delta 很大时，huber 等于平方误差的一半
    """
    x, t = pair
    delta = float((x - t).abs().max()) + more + 0.25
    expect(learner.huber_loss(x, t, delta=delta), "huber_loss(x, t, delta=delta)").close_to(
        (x - t).square().mean() / 2
    )


@contract.law(pair=pairs(max_dims=3), delta=deltas, examples=20)
def reductions_agree(learner, pair, delta):
    """the sum is the sum of the single losses, and the mean is the sum over their number
    zh: sum 等于各个损失之和，mean 等于 sum 除以元素个数
    """
    x, t = pair
    for note, single, mean, total in (
        ("l1_loss", *(learner.l1_loss(x, t, r) for r in REDUCTIONS)),
        ("huber_loss", *(learner.huber_loss(x, t, r, delta) for r in REDUCTIONS)),
    ):
        expect(single.sum(), f"{note}: none, added up", zh=f"{note}：none 的各项之和").close_to(total)
        expect(
            mean * x.numel(), f"{note}: mean times the number of elements", zh=f"{note}：mean 乘以元素个数"
        ).close_to(total)


@contract.law(
    pair=pairs(regimes=MODERATE, max_dims=2), delta=st.sampled_from([1.0, 0.5, 2.0, 3.5]), examples=20
)
def the_slope_is_the_clipped_error(learner, pair, delta):
    """the gradient of huber is the error, clipped at delta on both sides
    zh: huber 的梯度等于误差，两边都在 delta 处截断
    """
    x, t = pair
    gradient, other = vjp(learner.huber_loss, call(x, t, "sum", delta), torch.ones((), dtype=x.dtype))
    expect(gradient, "gradient at input", zh="对 input 的梯度").close_to((x - t).clamp(-delta, delta))
    expect(other, "gradient at target", zh="对 target 的梯度").close_to((t - x).clamp(-delta, delta))
