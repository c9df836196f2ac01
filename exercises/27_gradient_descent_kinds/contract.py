"""What must hold for the three kinds of gradient descent."""

import torch

from grader.contract import Contract, call, expect
from grader.inputs import SMALL, UNIT, Filler, integer_tensors, questions, st, tensors

contract = Contract()

numbers = (SMALL, UNIT)


def rate_for(x, share):
    """A learning rate at which no batch of these rows lets a step overshoot: the curvature is at most 2 |row|^2."""
    return share / max(1.0, float(x.square().sum(1).max()))


@st.composite
def problems(draw, min_rows=1):
    """Rows, targets, weights and a learning rate at which nothing explodes."""
    rows, columns = draw(st.integers(min_rows, 6)), draw(st.integers(1, 3))
    x = draw(tensors((rows, columns), regimes=numbers))
    y, w = draw(tensors((rows,), regimes=numbers)), draw(tensors((columns,), regimes=numbers))
    return x, y, w, rate_for(x, draw(st.sampled_from([0.5, 0.25])))


@st.composite
def orders(draw, rows):
    """Some order of the rows, as a list or a tuple."""
    order = draw(st.permutations(range(rows)))
    return tuple(order) if draw(st.booleans()) else list(order)


epochs_of = st.sampled_from([1, 2, 3, 0])


@questions
def descents(draw):
    x, y, w, lr = draw(problems())
    options = {"epochs": draw(epochs_of), "batch_size": draw(st.integers(1, len(x) + 1))}
    if draw(st.booleans()):
        options["order"] = draw(orders(len(x)))
    return call(x, y, w, lr, **options)


def filled(fill, rows, columns):
    x = fill(rows, columns)
    return x, fill(rows), fill(columns), rate_for(x, 0.5)


def descent_grid(fill: Filler):
    calls = []
    for rows, columns in ((5, 2), (7, 3), (4, 4), (1, 3), (3, 1)):
        problem = filled(fill, rows, columns)
        backwards = list(reversed(range(rows)))
        calls += [
            call(*problem, 2, 1),
            call(*problem, 2, 2, backwards),
            call(*problem, 1, 3, order=None),
            call(*problem, 2, rows, tuple(backwards)),
            call(*problem, 1, rows + 2),
            call(*problem, 0, 2),
        ]
    # An order that is not its own inverse: taking it the wrong way round shows.
    return [*calls, call(*filled(fill, 5, 2), 2, 2, [2, 0, 3, 4, 1])]


def ones(rows):
    return torch.ones(rows, 1, dtype=torch.float64), torch.ones(rows, dtype=torch.float64)


def start():
    return torch.zeros(1, dtype=torch.float64)


NO_BATCHES = [call(*ones(2), start(), 0.1, epochs, size) for epochs in (1, 0) for size in (0, -1, -2)]


@contract.function(descents(), grid=descent_grid, bad=NO_BATCHES, gradient=False)
def descend(x, y, w, lr, epochs, batch_size, order=None):
    """goes where the steps of the statement lead
    zh: 走到题目规定的各步所到达的地方
    """
    if batch_size < 1:
        raise ValueError("batch_size")
    rows = list(range(len(x)) if order is None else order)
    w = w.clone()
    for _ in range(epochs):
        for begin in range(0, len(rows), batch_size):
            batch = rows[begin : begin + batch_size]
            w = w - lr * 2 / len(batch) * (x[batch].T @ (x[batch] @ w - y[batch]))
    return w


@contract.function(
    st.tuples(problems(), epochs_of).map(lambda drawn: call(*drawn[0], drawn[1])),
    grid=lambda fill: [call(*filled(fill, *size), 2) for size in ((5, 2), (3, 3), (1, 2))],
    gradient=False,
)
def batch_descent(x, y, w, lr, epochs):
    """makes one step an epoch, over all rows
    zh: 每轮走一步，用全部的行
    """
    return descend(x, y, w, lr, epochs, len(x))


@questions
def walks(draw):
    x, y, w, lr = draw(problems())
    options = {"order": draw(orders(len(x)))} if draw(st.booleans()) else {}
    return call(x, y, w, lr, draw(epochs_of), **options)


@contract.function(
    walks(),
    grid=lambda fill: [call(*filled(fill, 5, 2), 2), call(*filled(fill, 4, 3), 2, [2, 0, 3, 1])],
    gradient=False,
)
def stochastic_descent(x, y, w, lr, epochs, order=None):
    """makes one step a row, in the order given
    zh: 每行走一步，按给定的次序
    """
    return descend(x, y, w, lr, epochs, 1, order)


@contract.function(
    descents(),
    grid=lambda fill: [call(*filled(fill, 5, 2), 2, 2), call(*filled(fill, 4, 3), 2, 3, [2, 0, 3, 1])],
    bad=NO_BATCHES[:2],
    gradient=False,
)
def mini_batch_descent(x, y, w, lr, epochs, batch_size, order=None):
    """makes one step for every batch_size rows
    zh: 每 batch_size 行走一步
    """
    return descend(x, y, w, lr, epochs, batch_size, order)


@contract.law(problem=problems(min_rows=2), size=st.integers(1, 4), examples=15)
def an_epoch_is_its_batches_one_after_another(learner, problem, size):
    """an epoch is a step of batch descent on each batch in turn, the short last one included
    zh: 一轮等于依次对每个批次走一步批量下降，最后较短的批次也不例外
    """
    x, y, w, lr = problem
    by_hand = w
    for begin in range(0, len(x), size):
        by_hand = learner.batch_descent(
            x[begin : begin + size].clone(), y[begin : begin + size].clone(), by_hand, lr, 1
        )
    expect(
        learner.descend(x, y, w, lr, 1, size),
        f"one epoch in batches of {size}",
        zh=f"批次大小为 {size} 的一轮",
    ).close_to(by_hand)


@contract.law(problem=problems(), size=st.integers(1, 4), examples=15)
def two_epochs_are_one_after_one(learner, problem, size):
    """two epochs are one epoch after one epoch, in the same order
    zh: 两轮等于先后各走一轮，次序相同
    """
    x, y, w, lr = problem
    order = [*range(1, len(x)), 0]
    once = learner.mini_batch_descent(x, y, w, lr, 1, size, order)
    twice = learner.mini_batch_descent(x, y, once, lr, 1, size, order)
    expect(learner.mini_batch_descent(x, y, w, lr, 2, size, order), "two epochs", zh="两轮").close_to(twice)


@contract.law(
    x=st.tuples(st.integers(2, 5), st.integers(1, 3)).flatmap(lambda shape: integer_tensors(shape, -4, 4)),
    w=st.integers(-4, 4),
    size=st.integers(1, 4),
    examples=15,
)
def the_exact_weights_stay(learner, x, w, size):
    """where the line goes through every point, no batch moves the weights
    zh: 直线恰好经过每个点时，任何批次都不移动权重
    """
    x = x.double()
    weights = torch.full((x.shape[1],), float(w), dtype=torch.float64)
    end = learner.descend(x, x @ weights, weights, rate_for(x, 0.5), 2, size)
    expect(end, "the weights after two epochs", zh="两轮之后的权重").close_to(weights)
