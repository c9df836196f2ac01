"""What must hold for the sigmoid, its logarithm, its derivative and its inverse."""

import torch

from grader.contract import Contract, call, expect, vjp
from grader.inputs import GENERIC, SMALL, SPECIAL, UNIT, Filler, between, questions, shapes, st, tensors

contract = Contract(bans=["sigmoid", "softplus"])

INF, NAN = float("inf"), float("nan")
HALF = ["bfloat16", "float16"]
ULP = 2.0**-52

forms = shapes(min_dims=0, max_dims=3, max_side=4)


def scores():
    return tensors(forms).map(lambda x: call(x))


def grid(fill: Filler):
    far = torch.tensor(
        [-1e4, -800.0, -90.0, -20.0, -1.0, 0.0, 1.0, 20.0, 90.0, 800.0, 1e4], dtype=torch.float64
    )
    # Float16 holds up to 65504 and overflows in exp from 11.1 on.
    near = torch.tensor([-700.0, -50.0, -12.0, -11.0, 11.0, 12.0, 50.0, 700.0], dtype=torch.float64)
    inputs = [near, far, fill(5), fill(3, 2) * 4, fill(2, 3, 5), fill(2, 3, 1, 4) * 20, fill()]
    return [call(x) for x in inputs] + [
        call(near.reshape(2, 4) * 2),
        call(torch.zeros(3, dtype=torch.float64)),
    ]


def edges(fill: Filler):
    return [
        call(fill(0)),
        call(fill(2, 0, 3)),
        call(torch.tensor([-1.0, NAN, 2.0], dtype=torch.float64)),
        call(torch.tensor([INF, -INF, 0.0], dtype=torch.float64)),
        call(torch.tensor([-INF, 1.0], dtype=torch.float64)),
        call(torch.tensor([1e30, -1e30], dtype=torch.float64)),
        call(fill(1, 1)),
        call(fill(3, 3, regimes=(SPECIAL,))),
    ]


@questions
def deep(draw, sign):
    """Scores so far out that what is left is tiny."""
    sizes = draw(st.lists(st.integers(24, 240), min_size=1, max_size=3))
    return call(torch.tensor([sign * size / 8 for size in sizes], dtype=torch.float64))


@contract.function(scores(), grid=grid, edges=edges, tails=deep(-1), half=HALF)
def sigmoid(input):
    """sigmoid matches torch.sigmoid
    zh: sigmoid 与 torch.sigmoid 一致
    """
    return torch.sigmoid(input)


@contract.function(scores(), grid=grid, edges=edges, tails=deep(1), half=HALF)
def log_sigmoid(input):
    """log_sigmoid matches torch.nn.functional.logsigmoid
    zh: log_sigmoid 与 torch.nn.functional.logsigmoid 一致
    """
    return torch.nn.functional.logsigmoid(input)


@contract.function(scores(), grid=grid, edges=edges, half=HALF)
def sigmoid_gradient(input):
    """sigmoid_gradient is the derivative of torch.sigmoid
    zh: sigmoid_gradient 等于 torch.sigmoid 的导数
    """
    return torch.sigmoid(input) * torch.sigmoid(-input)


# Powers of two: 1 - eps is a number of bfloat16, too.
margins = st.sampled_from([None, 0.25, 0.125, 0.0625, 0.03125])


# 0 and 1 themselves, but nothing so close to them that the odds leave the range of float16.
PROBABILITIES = (between(0.0, 1.0)[0], *between(1 / 64, 63 / 64)[1:])


@questions
def probabilities(draw):
    p = draw(tensors(forms, regimes=PROBABILITIES))
    eps = draw(margins)
    if eps is None:
        return call(p)
    return call(p, eps) if draw(st.booleans()) else call(p, eps=eps)


@questions
def inner_probabilities(draw):
    """Strictly inside, and never where the clamp begins."""
    p = draw(tensors(forms, regimes=between(1 / 64, 63 / 64)[1:]))
    return call(p, draw(st.sampled_from([None, 0.3, 0.11, 0.007])))


def probability_grid(fill: Filler):
    inside = PROBABILITIES[1:]
    calls = [call(fill(*shape, regimes=inside)) for shape in ((5,), (3, 2), (2, 3, 5), ())]
    calls += [call(fill(*shape, regimes=inside), eps=0.125) for shape in ((7,), (2, 3, 4))]
    sixteenths = torch.arange(17, dtype=torch.float64) / 16
    return [*calls, call(sixteenths, 0.25), call(sixteenths), call(sixteenths, None)]


def probability_edges(fill: Filler):
    ends = torch.tensor([0.0, 1.0, 0.5], dtype=torch.float64)
    outside = torch.tensor([-0.5, 1.5, 0.25, NAN], dtype=torch.float64)
    return [
        call(fill(0, 2)),
        call(ends),
        call(outside),
        call(ends, 2.0**-10),
        call(ends, eps=0.25),
        call(outside, 2.0**-10),
        call(torch.tensor(1.0, dtype=torch.float64), 0.25),
    ]


@contract.function(
    probabilities(), grid=probability_grid, edges=probability_edges, half=HALF, gradient=inner_probabilities()
)
def logit(input, eps=None):
    """logit matches torch.logit
    zh: logit 与 torch.logit 一致
    """
    return torch.logit(input, eps)


@contract.law(x=tensors(forms), examples=20)
def the_range_is_zero_to_one(learner, x):
    """sigmoid stays in [0, 1], log_sigmoid at most 0, the derivative in [0, 1/4]
    zh: sigmoid 的值在 [0, 1] 内，log_sigmoid 不超过 0，导数在 [0, 1/4] 内
    """
    y, log_y, slope = learner.sigmoid(x), learner.log_sigmoid(x), learner.sigmoid_gradient(x)
    expect(
        bool(((y >= 0) & (y <= 1 + ULP)).all()), "sigmoid(x) lies in [0, 1]", zh="sigmoid(x) 在 [0, 1] 内"
    ).is_true()
    expect(bool((log_y <= ULP).all()), "log_sigmoid(x) is 0 or less", zh="log_sigmoid(x) 不超过 0").is_true()
    expect(
        bool(((slope >= 0) & (slope <= 0.25 + ULP)).all()),
        "sigmoid_gradient(x) lies in [0, 1/4]",
        zh="sigmoid_gradient(x) 在 [0, 1/4] 内",
    ).is_true()


@contract.law(x=tensors(shapes(max_dims=2, max_side=4)), examples=20)
def yes_and_no_are_mirror_images(learner, x):
    """sigmoid(-x) is 1 - sigmoid(x), and the derivative is even
    zh: sigmoid(-x) 等于 1 - sigmoid(x)，导数是偶函数
    """
    expect(learner.sigmoid(-x), "sigmoid(-x)").close_to(1 - learner.sigmoid(x))
    expect(learner.log_sigmoid(x) - learner.log_sigmoid(-x), "log_sigmoid(x) - log_sigmoid(-x)").close_to(x)
    expect(learner.sigmoid_gradient(-x), "sigmoid_gradient(-x)").close_to(learner.sigmoid_gradient(x))


@contract.law(x=tensors(st.tuples(st.integers(2, 6)), regimes=(SMALL, *between(-30.0, 30.0))), examples=20)
def it_never_turns_back(learner, x):
    """sigmoid and log_sigmoid never fall
    zh: sigmoid 和 log_sigmoid 从不下降
    """
    x = x.sort().values
    for note, y in (("sigmoid", learner.sigmoid(x)), ("log_sigmoid", learner.log_sigmoid(x))):
        rounding = 2 * ULP * y.abs().max()
        expect(
            bool((y[1:] >= y[:-1] - rounding).all()),
            f"{note} of rising numbers rises",
            zh=f"自变量递增时，{note} 的值不下降",
        ).is_true()


@contract.law(
    x=tensors(forms, regimes=between(-3.0, 3.0)), p=tensors(forms, regimes=between(0.0, 1.0)), examples=20
)
def logit_is_the_inverse(learner, x, p):
    """logit undoes sigmoid, and sigmoid undoes logit, at 0 and 1 too
    zh: logit 还原 sigmoid，sigmoid 也还原 logit，包括 0 和 1
    """
    expect(learner.logit(learner.sigmoid(x)), "logit(sigmoid(x))").close_to(x)
    expect(learner.sigmoid(learner.logit(p)), "sigmoid(logit(p))").close_to(p)


@contract.law(x=tensors(forms, regimes=(SMALL, UNIT)), examples=20)
def the_gradient_is_the_one_of_the_sigmoid(learner, x):
    """sigmoid_gradient is what autograd finds for sigmoid
    zh: sigmoid_gradient 等于自动求导对 sigmoid 得到的结果
    """
    (slope,) = vjp(learner.sigmoid, call(x), torch.ones_like(x))
    expect(learner.sigmoid_gradient(x), "sigmoid_gradient(x)").close_to(slope)


@contract.law(
    x=tensors(shapes(max_dims=2, max_side=3), regimes=GENERIC),
    half=st.sampled_from(["bfloat16", "float16"]),
    examples=20,
)
def half_precision_does_not_overflow(learner, x, half):
    """no inf and no nan in bfloat16 and float16
    zh: bfloat16 和 float16 下没有 inf，也没有 nan
    """
    x = x.to(getattr(torch, half))
    for name, function in (
        ("sigmoid", learner.sigmoid),
        ("log_sigmoid", learner.log_sigmoid),
        ("sigmoid_gradient", learner.sigmoid_gradient),
    ):
        expect(
            bool(torch.isfinite(function(x)).all()),
            f"{name}(x) is finite in {half}",
            zh=f"{half} 下的 {name}(x) 是有限值",
        ).is_true()


@contract.law(size=st.integers(1, 3), examples=3)
def everything_is_smooth_at_zero(learner, size):
    """at exactly 0 the slopes are 1/4, 1/2 and 0
    zh: 恰好在 0 处，斜率分别是 1/4、1/2 和 0
    """
    zeros = torch.zeros(size, dtype=torch.float64)
    for name, function, slope in (
        ("sigmoid", learner.sigmoid, 0.25),
        ("log_sigmoid", learner.log_sigmoid, 0.5),
        ("sigmoid_gradient", learner.sigmoid_gradient, 0.0),
    ):
        (gradient,) = vjp(function, call(zeros), torch.ones_like(zeros))
        expect(gradient, f"the slope of {name} at 0", zh=f"{name} 在 0 处的斜率").close_to(
            torch.full_like(zeros, slope)
        )
