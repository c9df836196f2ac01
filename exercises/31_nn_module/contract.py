"""What must hold for a classifier without nn."""

import torch

from grader.contract import Contract, assign, call, expect, fetch, keep
from grader.inputs import TIES, Filler, Regime, integer_tensors, questions, st, tensors

contract = Contract(bans=["softmax", "cross_entropy", "nll_loss", "linear", "optim"])

# Logits stay below 14: of larger ones that lie together, the log-probabilities keep fewer digits than they show.
NUMBERS = (
    Regime("eighths", -16, 16, lambda i: i / 8, lambda n, g: torch.rand(n, generator=g).double() * 4 - 2),
)


def numbers(*shape):
    return tensors(shape, regimes=NUMBERS)


@questions
def layers(draw):
    inputs, classes = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    leading = draw(st.sampled_from([(2,), (), (1,), (3,), (2, 2)]))
    return call(draw(numbers(*leading, inputs)), draw(numbers(classes, inputs)), draw(numbers(classes)))


def filled(fill: Filler, *shape):
    return fill(*shape, regimes=NUMBERS)


def layer_grid(fill: Filler):
    sizes = [
        ((5,), 2, 3),
        ((2,), 3, 5),
        ((3,), 3, 3),
        ((), 4, 2),
        ((2, 3), 3, 2),
        ((1,), 1, 1),
        ((4,), 2, 4),
        ((), 1, 3),
    ]
    return [
        call(filled(fill, *leading, inputs), filled(fill, classes, inputs), filled(fill, classes))
        for leading, inputs, classes in sizes
    ]


def layer_edges(fill: Filler):
    # One feature of 1, so that the logits are what w says: far apart, and far away from 0 together.
    one = torch.ones(2, 1, dtype=torch.float64)
    zero = torch.zeros(3, dtype=torch.float64)
    logits = [[1000, 0, 500], [-1000, -1001, -1003], [2000, 2001, 1999], [0, -800, -100], [-5000, 0, 5000]]
    return [
        *(call(one, torch.tensor(each).double()[:, None], zero) for each in logits),
        *(call(0 * one, one[:1].expand(3, 1).clone(), torch.tensor(each).double()) for each in logits),
        call(filled(fill, 0, 2), filled(fill, 3, 2), filled(fill, 3)),
    ]


@contract.function(layers(), grid=layer_grid, edges=layer_edges)
def log_softmax_linear(x, w, b):
    """gives the log-probabilities of a linear classifier
    zh: 给出线性分类器的对数概率
    """
    return torch.log_softmax(x @ w.mT + b, -1)


@st.composite
def judged(draw, regimes=NUMBERS):
    """Scores of a few rows, and labels."""
    rows, classes = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    return draw(tensors((rows, classes), regimes=regimes)), draw(integer_tensors((rows,), 0, classes - 1))


def judged_grid(fill: Filler):
    return [
        call(filled(fill, rows, classes), fill.integers(rows, high=classes - 1))
        for rows, classes in [(5, 3), (3, 5), (4, 4), (1, 3), (7, 2), (2, 2), (3, 1), (6, 3)]
    ]


@contract.function(judged().map(lambda pair: call(*pair)), grid=judged_grid)
def nll(log_probs, target):
    """is minus the mean log-probability of the true classes
    zh: 等于真实类别的对数概率的平均值取负
    """
    return -log_probs.gather(1, target[:, None]).mean()


def tied_grid(fill: Filler):
    ties = [(fill(rows, classes, regimes=(TIES,)), classes) for rows, classes in [(6, 3), (4, 2), (5, 4)]]
    ties.append((torch.zeros(4, 3, dtype=torch.float64), 3))
    found = [call(scores, scores.argmax(1)) for scores, _ in ties]
    found += [call(scores, fill.integers(len(scores), high=classes - 1)) for scores, classes in ties]
    # In the first and the last of all classes.
    return judged_grid(fill) + found + [call(ties[-1][0], torch.tensor([0, 0, 2, 2]))]


@contract.function(judged((*NUMBERS, TIES)).map(lambda pair: call(*pair)), grid=tied_grid, gradient=False)
def accuracy(log_probs, target):
    """is the share of rows whose first most probable class is true
    zh: 等于首个最可能类别为真的行所占的比例
    """
    # max() and argmax() leave open which of several is found.
    best = (log_probs == log_probs.amax(1, keepdim=True)).to(torch.int64).cumsum(1)
    first = (best == 0).sum(1)
    return (first == target).to(log_probs.dtype).mean()


@st.composite
def epochs(draw, min_rows=1):
    """All arguments of fit_epoch."""
    rows, inputs, classes = draw(st.integers(min_rows, 5)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return (
        draw(numbers(rows, inputs)),
        draw(integer_tensors((rows,), 0, classes - 1)),
        draw(numbers(classes, inputs)) / 2,
        draw(numbers(classes)) / 2,
        draw(st.sampled_from([0.25, 0.5, 0.1])),
        draw(st.sampled_from([2, 1, 3, 4, 7])),
    )


def epoch_grid(fill: Filler):
    sizes = [
        (5, 2, 3, 2),
        (6, 3, 2, 2),
        (4, 2, 4, 3),
        (3, 3, 3, 1),
        (5, 1, 3, 9),
        (7, 2, 2, 3),
        (2, 4, 3, 2),
        (1, 2, 2, 1),
    ]
    return [
        call(
            filled(fill, rows, inputs),
            fill.integers(rows, high=classes - 1),
            filled(fill, classes, inputs) / 2,
            filled(fill, classes) / 2,
            lr=0.25,
            batch_size=size,
        )
        for rows, inputs, classes, size in sizes
    ]


@contract.function(epochs().map(lambda arguments: call(*arguments)), grid=epoch_grid, gradient=False)
def fit_epoch(x, y, w, b, lr, batch_size):
    """takes one step of gradient descent for each batch
    zh: 每个批次做一步梯度下降
    """
    w, b = w.detach(), b.detach()
    for start in range(0, len(x), batch_size):
        rows, labels = x[start : start + batch_size].detach(), y[start : start + batch_size]
        slope = torch.softmax(rows @ w.mT + b, -1)
        slope = (slope - torch.nn.functional.one_hot(labels, len(b))) / len(rows)
        w, b = w - lr * slope.mT @ rows, b - lr * slope.sum(0)
    return w, b


@contract.law(question=layers(), examples=15)
def the_probabilities_sum_to_one(learner, question):
    """the probabilities sum to one
    zh: 概率之和为一
    """
    total = learner.log_softmax_linear(*question.args).exp().sum(-1)
    expect(
        bool(((total - 1).abs() <= 1e-10).all()),
        "the probabilities of each row sum to one",
        zh="每一行的概率之和为一",
    ).is_true()


@contract.law(question=layers(), shift=st.sampled_from([1.0, -50.0, 1e4, -1e4]), examples=20)
def a_common_shift_changes_nothing(learner, question, shift):
    """a common shift of the logits changes nothing
    zh: logits 整体平移不改变结果
    """
    x, w, b = question.args
    moved = learner.log_softmax_linear(x, w, b + shift)
    expect(moved, "the log-probabilities for b + c", zh="偏置为 b + c 时的对数概率").close_to(
        learner.log_softmax_linear(x, w, b)
    )


@contract.law(pair=judged(), examples=12)
def the_true_classes_have_accuracy_one(learner, pair):
    """one-hot rows have the accuracy 1, and 0 for every other class
    zh: one-hot 行的准确率为 1，换成任何别的类别则为 0
    """
    scores, target = pair
    classes = torch.arange(scores.shape[1] + 1)
    certain = (target[:, None] == classes).to(scores.dtype)
    full = torch.ones((), dtype=scores.dtype)
    expect(
        learner.accuracy(certain, target), "the accuracy of one-hot rows", zh="one-hot 行的准确率"
    ).equal_to(full)
    other = (target + 1) % len(classes)
    expect(
        learner.accuracy(certain, other), "the accuracy for another class", zh="换成别的类别时的准确率"
    ).equal_to(0 * full)


@contract.law(arguments=epochs(min_rows=2), examples=15)
def an_epoch_is_its_batches_one_by_one(learner, arguments):
    """an epoch is its batches, one after the other
    zh: 一轮就是各个批次依次进行
    """
    x, y, w, b, lr, size = arguments
    known = (w, b)
    for start in range(0, len(x), size):
        known = learner.fit_epoch(x[start : start + size], y[start : start + size], *known, lr, len(x))
    expect(learner.fit_epoch(x, y, w, b, lr, size), "the whole epoch", zh="完整的一轮").close_to(known)


@contract.law(arguments=epochs(), share=st.sampled_from([1.0, 0.25]), examples=15)
def a_small_step_never_raises_the_loss(learner, arguments, share):
    """a small step over the whole batch never raises the loss
    zh: 对整个批次走一小步，损失不会上升
    """
    x, y, w, b, _, _ = arguments
    # The slope of the slope is at most this, so that no step up to its inverse overshoots.
    steepest = float(x.square().sum(1).max()) + 1
    before = learner.nll(learner.log_softmax_linear(x, w, b), y)
    moved = learner.fit_epoch(x, y, w, b, share / steepest, len(x))
    after = learner.nll(learner.log_softmax_linear(x, *moved), y)
    expect(
        float(after.detach()) <= float(before.detach()) + 1e-12,
        "the loss after the step is not above the one before it",
        zh="走一步之后的损失不高于之前",
    ).is_true()


def flags(function, *args):
    """Whether each tensor of the result requires grad."""
    ask = getattr(function, "ask", None)
    return tuple(t.requires_grad for t in function(*args)) if ask is None else ask(*args).requires_grad


@contract.law(arguments=epochs(), earlier=st.booleans(), examples=12)
def training_leaves_the_old_parameters_alone(learner, arguments, earlier):
    """parameters that require grad keep what they are, and the new ones do not require it
    zh: 需要梯度的旧参数保持原样，新参数不需要梯度
    """
    x, y, w, b, lr, size = arguments
    leaves = [keep(learner, part.clone().requires_grad_()) for part in (w, b)]
    if earlier:
        for leaf, part in zip(leaves, (w, b), strict=True):
            assign(leaf, "grad", part * 0 + 2)
    expect(
        flags(learner.fit_epoch, x, y, *leaves, lr, size),
        "requires_grad of the results",
        zh="结果的 requires_grad",
    ).equal_to((False, False))
    expect(
        flags(learner.fit_epoch, x, y, w, b, lr, size),
        "requires_grad of the results for plain w and b",
        zh="w 和 b 不需要梯度时，结果的 requires_grad",
    ).equal_to((False, False))
    for leaf, part, name in zip(leaves, (w, b), ("w", "b"), strict=True):
        expect(fetch(leaf).detach(), f"{name} afterwards", zh=f"训练之后的 {name}").equal_to(part)
        expect(
            fetch(leaf.requires_grad),
            f"{name}.requires_grad afterwards",
            zh=f"训练之后的 {name}.requires_grad",
        ).equal_to(True)
        expect(fetch(leaf.grad), f"{name}.grad afterwards", zh=f"训练之后的 {name}.grad").equal_to(
            part * 0 + 2 if earlier else None
        )
