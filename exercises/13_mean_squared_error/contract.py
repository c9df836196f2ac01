"""What must hold for mean squared error and its gradient."""

import torch
import torch.nn.functional as F

from grader.contract import Contract, call, expect
from grader.inputs import GENERIC, MODERATE, OFFSET, SMALL, TIES, Filler, questions, shapes, st, tensors

contract = Contract(bans=["mse_loss", "huber_loss", "smooth_l1_loss", "nll_loss", "autograd"])

INF, NAN = float("inf"), float("nan")


@questions
def pairs(draw, regimes=GENERIC):
    shape = draw(shapes(min_dims=0, max_dims=3, max_side=4))
    return call(draw(tensors(shape, regimes=regimes)), draw(tensors(shape, regimes=regimes)))


def grid(fill: Filler):
    calls = [
        call(fill(*shape), fill(*shape)) for shape in ((5,), (3, 2), (2, 3, 5), (2, 3, 5, 7), (), (4, 1))
    ]
    # Large numbers that lie close together: what is lost before the subtraction never comes back.
    for shape in ((6,), (3, 2)):
        far = fill(*shape, regimes=(OFFSET,)) + 1e4
        calls.append(call(far, far + fill(*shape)))
    return calls


def edges(fill: Filler):
    double = torch.float64
    x, t = fill(3), fill(3)
    return [
        call(torch.tensor(2.0, dtype=double), torch.tensor(-1.0, dtype=double)),
        call(fill(1), fill(1)),
        call(fill(1, 4), fill(1, 4)),
        call(fill(4, 1), fill(4, 1)),
        call(x, x.clone()),
        call(torch.tensor([1.0, NAN, 3.0], dtype=double), t),
        call(x, torch.tensor([NAN, 1.0, 3.0], dtype=double)),
        call(torch.tensor([1.0, INF, 3.0], dtype=double), t),
        call(x, torch.tensor([1.0, 2.0, INF], dtype=double)),
        call(torch.tensor([INF, 1.0], dtype=double), torch.tensor([INF, 1.0], dtype=double)),
    ]


UNLIKE_PAIRS = [
    call(torch.full(first, 0.5, dtype=torch.float64), torch.full(second, 0.25, dtype=torch.float64))
    for first, second in [
        ((3, 1), (3,)),
        ((3,), (3, 1)),
        ((2, 3), (3,)),
        ((2, 2), (4,)),
        ((2, 3), (3, 2)),
        ((), (1,)),
        ((1,), (3,)),
        ((3,), ()),
        ((2,), (3,)),
    ]
]


@contract.function(pairs(), grid=grid, edges=edges, bad=UNLIKE_PAIRS)
def mean_squared_error(input, target):
    """mean_squared_error matches torch.nn.functional.mse_loss
    zh: mean_squared_error 与 torch.nn.functional.mse_loss 一致
    """
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return F.mse_loss(input, target)


@contract.function(pairs(), grid=grid, edges=edges, bad=UNLIKE_PAIRS, gradient=False)
def mse_gradient(input, target):
    """mse_gradient is what autograd gives for input
    zh: mse_gradient 等于自动求导得到的对 input 的梯度
    """
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    leaf = input.detach().clone().requires_grad_()
    (gradient,) = torch.autograd.grad(F.mse_loss(leaf, target), leaf)
    return gradient


@st.composite
def like_pairs(draw, regimes=MODERATE):
    shape = draw(shapes(min_dims=0, max_dims=2, max_side=3))
    return draw(tensors(shape, regimes=regimes)), draw(tensors(shape, regimes=regimes))


@contract.law(
    x=tensors(shapes(max_dims=2, max_side=3), regimes=GENERIC),
    place=st.integers(0, 8),
    by=st.sampled_from([1.0, -0.5, 3.0]),
    examples=20,
)
def zero_only_on_equality(learner, x, place, by):
    """the error is 0 on equality, and positive as soon as one element differs
    zh: 完全相等时误差为 0，只要有一个元素不同就为正
    """
    expect(learner.mean_squared_error(x, x.clone()), "mean_squared_error(x, x)").equal_to(x.new_zeros(()))
    expect(learner.mse_gradient(x, x.clone()), "mse_gradient(x, x)").equal_to(torch.zeros_like(x))
    moved = x.clone()
    moved.view(-1)[place % x.numel()] += by
    expect(
        bool(learner.mean_squared_error(moved, x) > 0),
        "one element differs: positive",
        zh="有一个元素不同时，误差为正",
    ).is_true()


# Whole numbers: the shift itself rounds nothing away.
@contract.law(pair=like_pairs(regimes=(SMALL, TIES)), c=st.integers(-1000, 1000), examples=20)
def a_common_shift_changes_nothing(learner, pair, c):
    """adding the same number to both arguments changes nothing
    zh: 两个参数加上同一个数，结果不变
    """
    x, t = pair
    expect(learner.mean_squared_error(x + c, t + c), "mean_squared_error(x + c, t + c)").close_to(
        learner.mean_squared_error(x, t)
    )
    expect(learner.mse_gradient(x + c, t + c), "mse_gradient(x + c, t + c)").close_to(
        learner.mse_gradient(x, t)
    )


@contract.law(pair=like_pairs(), a=st.sampled_from([2.0, -3.0, 0.5, -1.0]), examples=20)
def errors_count_by_their_square(learner, pair, a):
    """scaling both arguments by a scales the error by a squared, and the gradient by a
    zh: 两个参数都乘以 a，误差乘以 a 的平方，梯度乘以 a
    """
    x, t = pair
    expect(learner.mean_squared_error(a * x, a * t), "mean_squared_error(a * x, a * t)").close_to(
        a * a * learner.mean_squared_error(x, t)
    )
    expect(learner.mse_gradient(a * x, a * t), "mse_gradient(a * x, a * t)").close_to(
        a * learner.mse_gradient(x, t)
    )


@contract.law(x=tensors(shapes(max_dims=2, max_side=4), regimes=MODERATE), c=st.integers(-4, 4), examples=20)
def variance_plus_squared_bias(learner, x, c):
    """against one constant the error is the variance plus the squared bias
    zh: 目标为同一个常数时，误差等于方差加偏差的平方
    """
    bias = x.mean() - c
    expect(learner.mean_squared_error(x, torch.full_like(x, c)), "mean_squared_error(x, c)").close_to(
        (x - x.mean()).square().mean() + bias * bias
    )


@contract.law(pair=like_pairs(), seed=st.integers(0, 1000), examples=20)
def the_gradient_is_the_slope(learner, pair, seed):
    """a step of the prediction changes the error as the gradient says
    zh: 预测值移动一步，误差的变化与梯度一致
    """
    x, t = pair
    generator = torch.Generator().manual_seed(seed)
    step = torch.randint(-4, 5, x.shape, generator=generator).to(x.dtype)
    # The error is a parabola along every line, so the difference of its two sides is exact, however long the step.
    change = learner.mean_squared_error(x + step, t) - learner.mean_squared_error(x - step, t)
    expect(change, "mse(x + step, t) - mse(x - step, t)").close_to(
        2 * (learner.mse_gradient(x, t) * step).sum()
    )
