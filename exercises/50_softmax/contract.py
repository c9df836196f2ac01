"""What must hold for softmax."""

import torch

from grader.contract import Contract, call, expect
from grader.inputs import (
    MODERATE,
    SMALL,
    TIES,
    UNIT,
    Filler,
    between,
    questions,
    shapes,
    st,
    tensors,
)

contract = Contract(bans=["softmax", "softmin", "logsumexp"])

INF, NAN = float("inf"), float("nan")
HALF = ["bfloat16", "float16"]

scores = tensors(shapes(min_dims=0, max_dims=3))
# Float16 holds the hottest of the questions at this temperature: 65504 / 16 / 0.25 still fits.
temperatures = st.sampled_from([1.0, 2.0, 0.5, 0.25, 10.0])


def axis_of(draw, x):
    axes = max(x.dim(), 1)
    return draw(st.integers(-axes, axes - 1))


@questions
def slices(draw):
    x = draw(scores)
    return call(x, axis_of(draw, x))


@questions
def hot_slices(draw):
    x = draw(scores)
    return call(x, draw(temperatures), axis_of(draw, x))


@questions
def mild_slices(draw):
    """Questions about gradients: at low temperatures the allowed error would refuse the textbook form."""
    x = draw(tensors(shapes(min_dims=0, max_dims=3), regimes=MODERATE))
    return call(x, draw(st.sampled_from([1.0, 2.0, 0.5, 10.0])), axis_of(draw, x))


def far_apart(fill: Filler, *shape: int):
    """Slices along the last axis that lie thousands apart: one maximum for all of them is not enough."""
    steps = torch.arange(shape[0], dtype=torch.float64) * 3000 - 1500
    return fill(*shape) + steps.reshape(-1, *[1] * (len(shape) - 1))


AXES = (
    ((), (0, -1)),
    ((5,), (0, -1)),
    ((3, 2), (0, 1, -2)),
    ((3, 1), (1,)),
    ((4, 4), (0, -1)),
    ((2, 3, 5), (0, 1, -1)),
    ((2, 3, 1, 5), (1, -2, -4)),
)


def slices_of_every_kind(fill: Filler):
    for shape, axes in AXES:
        for dim in axes:
            yield fill(*shape), dim
    yield far_apart(fill, 3, 4), 1
    yield far_apart(fill, 2, 3, 2), -1
    yield fill(7) * 1000, 0
    yield fill(2, 64), -1


def edge_cases(fill: Filler):
    def tensor(values):
        return torch.tensor(values, dtype=torch.float64)

    yield fill(0, 3), 1
    yield fill(3, 0, 2), 0
    yield fill(3, 0, 2), -1
    yield fill(1), 0
    yield fill(4, 1), 1
    yield fill(1, 4), 0
    yield tensor([10000.0, -10000.0]), 0
    yield tensor([-1000.0, -1000.0, -1001.0]), 0
    yield tensor([0.0, -2000.0]), 0
    yield tensor([-INF, 0.0]), 0
    yield tensor([1.0, -INF, 2.0, -INF]), -1
    yield tensor([-INF, -INF]), 0
    yield tensor([[-INF, -INF], [1.0, 2.0]]), 1
    yield tensor([[-INF, 0.0], [-INF, 1.0]]), 0
    yield tensor([[NAN, 0.0], [1.0, 2.0]]), 1
    yield tensor([[NAN, 0.0], [1.0, 2.0]]), 0
    yield tensor(-INF), 0
    yield fill(3, 4, regimes=(TIES,)), 1


def grid(fill: Filler):
    return [call(x, dim) for x, dim in slices_of_every_kind(fill)]


def hot_grid(fill: Filler):
    cycle = (0.5, 2.0, 0.25, 1.0, 10.0, 1)
    return [call(x, cycle[i % len(cycle)], dim) for i, (x, dim) in enumerate(slices_of_every_kind(fill))]


def edges(fill: Filler):
    return [call(x, dim) for x, dim in edge_cases(fill)]


def hot_edges(fill: Filler):
    return [call(x, 0.5, dim) for x, dim in edge_cases(fill)]


few = torch.zeros(2, 2, dtype=torch.float64)
wrong_axes = [(few, 2), (few, -3), (few[0], 1), (few[0, 0], 1), (few[0, 0], -2)]
bad = [call(x, dim) for x, dim in wrong_axes]
bad_when_hot = [call(few[0], t, 0) for t in (0, 0.0, -1.0, -0.0, -INF)] + [call(few[0], NAN, 0)]
bad_when_hot += [call(x, 2.0, dim) for x, dim in wrong_axes[:2]]


@contract.function(slices(), grid=grid, edges=edges, bad=bad, half=HALF)
def softmax(x, dim):
    """softmax matches torch.softmax
    zh: softmax 与 torch.softmax 一致
    """
    return torch.softmax(x, dim)


@contract.function(slices(), grid=grid, edges=edges, bad=bad, half=HALF)
def log_softmax(x, dim):
    """log_softmax matches torch.log_softmax
    zh: log_softmax 与 torch.log_softmax 一致
    """
    return torch.log_softmax(x, dim)


@contract.function(
    hot_slices(), grid=hot_grid, edges=hot_edges, bad=bad_when_hot, half=HALF, gradient=mild_slices()
)
def softmax_with_temperature(x, temperature, dim):
    """softmax_with_temperature is the softmax of x / temperature
    zh: softmax_with_temperature 等于 x / temperature 的 softmax
    """
    if not temperature > 0:
        raise ValueError("temperature")
    return torch.softmax(x / temperature, dim)


lists = tensors(st.tuples(st.integers(2, 5)), regimes=MODERATE)
tables = tensors(st.tuples(st.integers(2, 3), st.integers(2, 4)), regimes=MODERATE)


@contract.law(x=tensors(shapes(max_dims=3)), temperature=temperatures)
def probabilities_sum_to_one(learner, x, temperature):
    """probabilities are never negative and sum to one along dim
    zh: 概率不为负，沿 dim 加起来等于 1
    """
    for note, y in (
        ("softmax(x, 0)", learner.softmax(x, 0)),
        ("softmax_with_temperature(x, temperature, 0)", learner.softmax_with_temperature(x, temperature, 0)),
    ):
        expect(bool((y >= 0).all()), f"{note} >= 0").is_true()
        expect(y.sum(0), f"{note}.sum(0)").close_to(torch.ones(x.shape[1:], dtype=torch.float64))


# The shift is a float, so that its size counts into the allowed error: x + c has lost digits before anyone can act.
@contract.law(x=lists, c=st.sampled_from([1.0, 1000.0, 10000.0, -1000.0, -10000.0]))
def a_common_shift_changes_nothing(learner, x, c):
    """adding the same number to all scores changes nothing
    zh: 所有分数加上同一个数，结果不变
    """
    expect(learner.softmax(x + c, 0), "softmax(x + c, 0)").close_to(learner.softmax(x, 0))
    expect(learner.log_softmax(x + c, 0), "log_softmax(x + c, 0)").close_to(learner.log_softmax(x, 0))


@contract.law(x=tensors(st.tuples(st.integers(2, 5)), regimes=(SMALL, TIES)))
def a_higher_score_is_never_less_likely(learner, x):
    """a higher score never gets a lower probability
    zh: 分数更高的项，概率不会更低
    """
    y = learner.softmax(x, 0)
    ordered = (x[:, None] <= x) | (y[:, None] >= y)
    expect(
        bool(ordered.all()), "softmax(x, 0) is ordered as x", zh="softmax(x, 0) 的大小次序与 x 相同"
    ).is_true()


@contract.law(x=lists, hidden=st.integers(0, 1))
def a_masked_score_gets_exactly_nothing(learner, x, hidden):
    """a score of -inf gets exactly 0, and the others share as if it were not there
    zh: 分数为 -inf 的项恰好得到 0，其余各项的分配如同没有它
    """
    kept = torch.arange(len(x)) != hidden
    y = learner.softmax(x.masked_fill(~kept, -INF), 0)
    expect(y[hidden], "the masked probability", zh="被遮住的概率").equal_to(
        torch.tensor(0.0, dtype=torch.float64)
    )
    expect(y[kept], "the other probabilities", zh="其余的概率").close_to(learner.softmax(x[kept], 0))


@contract.law(x=lists, seed=st.integers(0, 100))
def order_of_the_scores_does_not_matter(learner, x, seed):
    """reordering the scores reorders the probabilities
    zh: 分数换个次序，概率也跟着换次序
    """
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(seed))
    expect(
        learner.softmax(x[order], 0), "softmax of the reordered scores", zh="分数换了次序时的 softmax"
    ).close_to(learner.softmax(x, 0)[order])


@contract.law(x=tables, apart=st.sampled_from([0.0, 1000.0, -10000.0]))
def slices_do_not_disturb_one_another(learner, x, apart):
    """a slice gives the same alone as among others, however far away those lie
    zh: 一组分数单独计算与放在其他组之中计算结果相同，不论其他组相差多远
    """
    x = x + torch.arange(len(x), dtype=torch.float64)[:, None] * apart
    for function in (learner.softmax, learner.log_softmax):
        expect(function(x, 1), "all rows at once", zh="所有行一起计算的结果").close_to(
            torch.stack([function(row, 0) for row in x])
        )


@contract.law(x=tensors(shapes(max_dims=3), regimes=(SMALL, UNIT)))
def log_softmax_is_the_logarithm(learner, x):
    """exp of log_softmax is softmax
    zh: log_softmax 取指数就是 softmax
    """
    expect(learner.log_softmax(x, -1).exp(), "log_softmax(x, -1).exp()").close_to(learner.softmax(x, -1))


@contract.law(x=tensors(st.tuples(st.integers(1, 3)), regimes=(SMALL,)), far=st.integers(800, 9000))
def log_softmax_reaches_where_softmax_rounds_to_zero(learner, x, far):
    """log_softmax is finite and right where softmax rounds to 0
    zh: 在 softmax 舍入为 0 的地方，log_softmax 仍然有限而准确
    """
    y = learner.log_softmax(torch.cat([x.new_zeros(1), x.abs() - far - 8]), 0)
    expect(
        y,
        "log_softmax of one high score and some very low ones",
        zh="一个分数很高、其余都很低时的 log_softmax",
    ).close_to(torch.cat([x.new_zeros(1), x.abs() - far - 8]))


@contract.law(order=st.integers(2, 5).flatmap(lambda n: st.permutations(range(n))))
def temperature_sharpens_and_flattens(learner, order):
    """a low temperature gives the winner everything, a higher one gives it less
    zh: 温度很低时赢家独占全部，温度升高则赢家所得减少
    """
    x = torch.tensor(order, dtype=torch.float64)
    cold = learner.softmax_with_temperature(x, 0.01, 0)
    winner = (x == x.max()).double()
    expect(cold, "softmax_with_temperature(x, 0.01, 0)").close_to(winner)
    mild, hot = (learner.softmax_with_temperature(x, t, 0) for t in (1.0, 4.0))
    expect(
        bool(hot.max() < mild.max()),
        "the winner gets less at temperature 4 than at 1",
        zh="温度为 4 时赢家所得比温度为 1 时少",
    ).is_true()


@contract.law(x=tensors(shapes(max_dims=2), regimes=between(-20, 20)))
def temperature_one_is_plain_softmax(learner, x):
    """temperature 1 is plain softmax
    zh: 温度为 1 就是普通的 softmax
    """
    plain = learner.softmax(x, 0)
    expect(learner.softmax_with_temperature(x, 1, 0), "softmax_with_temperature(x, 1, 0)").close_to(plain)
