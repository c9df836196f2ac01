"""What must hold for mean squared error, binary cross-entropy and CTC."""

import itertools

import torch
import torch.nn.functional as F

from grader.contract import Contract, call, expect, vjp
from grader.inputs import GENERIC, MODERATE, SMALL, UNIT, Filler, between, questions, shapes, st, tensors

contract = Contract(
    bans=[
        "mse_loss",
        "l1_loss",
        "smooth_l1_loss",
        "huber_loss",
        "binary_cross_entropy",
        "ctc_loss",
        "nll_loss",
        "cross_entropy",
        "kl_div",
        "soft_margin_loss",
    ],
    equivalent={"view_instead_of_reshape": "lengths have one axis, and that can always be viewed as one"},
)

# Sides of the unit interval that log and its gradient still bear well.
INSIDE = between(1 / 64, 63 / 64)
UNIT_INTERVAL = between(0.0, 1.0)


# -- mean squared error --------------------------------------------------------------------------------------


@questions
def pairs(draw):
    shape = draw(shapes(max_dims=3, max_side=4))
    return call(draw(tensors(shape, regimes=GENERIC)), draw(tensors(shape, regimes=GENERIC)))


def pair_grid(fill: Filler):
    return [call(fill(*shape), fill(*shape)) for shape in ((5,), (3, 2), (2, 3, 5), (2, 3, 5, 7), ())]


UNLIKE_PAIRS = [
    call(torch.full(first, 0.5, dtype=torch.float64), torch.full(second, 0.25, dtype=torch.float64))
    for first, second in [
        ((3, 1), (3,)),
        ((3,), (3, 1)),
        ((2, 3), (3,)),
        ((2, 2), (4,)),
        ((), (1,)),
        ((1,), (3,)),
    ]
]


@contract.function(pairs(), grid=pair_grid, bad=UNLIKE_PAIRS)
def mse_loss(input, target):
    """matches torch.nn.functional.mse_loss
    zh: 与 torch.nn.functional.mse_loss 一致
    """
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return F.mse_loss(input, target)


# -- binary cross-entropy ------------------------------------------------------------------------------------


@questions
def judgements(draw):
    """Probabilities that stay away from 0 and 1, where the gradient is another matter."""
    shape = draw(shapes(max_dims=3, max_side=4))
    return call(draw(tensors(shape, regimes=INSIDE)), draw(tensors(shape, regimes=UNIT_INTERVAL)))


def judgement_grid(fill: Filler):
    shapes_asked = ((5,), (3, 2), (2, 3, 5), ())
    return [call(fill(*shape, regimes=INSIDE), fill(*shape, regimes=UNIT_INTERVAL)) for shape in shapes_asked]


def certain_judgements(fill: Filler):
    double = torch.float64
    certain = torch.tensor([0.0, 1.0, 0.0, 1.0, 0.0, 1.0], dtype=double)
    truth = torch.tensor([0.0, 1.0, 1.0, 0.0, 0.25, 0.75], dtype=double)
    singles = [call(certain[i : i + 1], truth[i : i + 1]) for i in range(len(certain))]
    # Smaller than exp(-100), but not 0.
    minute = torch.tensor([1e-300, 0.5], dtype=double)
    return [
        *singles,
        call(certain, truth),
        call(certain.reshape(2, 3), truth.reshape(2, 3)),
        call(minute, torch.tensor([1.0, 1.0], dtype=double)),
    ]


@questions
def faint_judgements(draw):
    """Sure and right: the loss is about as small as the probability of being wrong."""
    exponents = draw(st.lists(st.integers(3, 25), min_size=1, max_size=3))
    faint = torch.tensor([10.0**-e for e in exponents], dtype=torch.float64)
    return call(faint, torch.zeros_like(faint))


IMPOSSIBLE_JUDGEMENTS = [
    call(torch.tensor([0.5, p], dtype=torch.float64), torch.tensor([1.0, 0.0], dtype=torch.float64))
    for p in (1.5, 1.0 + 2.0**-20, -0.5, -1e-6, float("nan"), float("inf"))
]


@contract.function(
    judgements(),
    grid=judgement_grid,
    edges=certain_judgements,
    tails=faint_judgements(),
    bad=UNLIKE_PAIRS + IMPOSSIBLE_JUDGEMENTS,
)
def bce_loss(input, target):
    """matches torch.nn.functional.binary_cross_entropy
    zh: 与 torch.nn.functional.binary_cross_entropy 一致
    """
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    if not bool(((input >= 0) & (input <= 1)).all()):
        raise ValueError("not a probability")
    return F.binary_cross_entropy(input, target)


# -- CTC -----------------------------------------------------------------------------------------------------


def steps_needed(labels):
    """Return how many steps a target takes at least: one a label, and one for the blank between equal ones."""
    return len(labels) + sum(a == b for a, b in itertools.pairwise(labels))


@st.composite
def readings(draw, regimes=MODERATE, longest=3, spare=2):
    """Logits and the other arguments of a call whose targets all fit."""
    classes = draw(st.integers(2, 4))
    blank = draw(st.integers(0, classes - 1))
    labels = st.sampled_from([c for c in range(classes) if c != blank])
    rows = draw(st.lists(st.lists(labels, min_size=0, max_size=longest), min_size=1, max_size=2))
    least = [steps_needed(row) for row in rows]
    times = max(1, *least) + draw(st.integers(0, spare))
    input_lengths = [draw(st.integers(max(1, low), times)) for low in least]
    logits = draw(tensors((times, len(rows), classes), regimes=regimes))
    form = draw(st.sampled_from(["padded", "concatenated"]))
    padding = draw(st.sampled_from([0, -1, classes, 99]))
    targets, target_lengths = written(rows, form, padding)
    wrap = draw(st.sampled_from([list, tuple, torch.tensor]))
    return logits, (targets, wrap(input_lengths), wrap(target_lengths), blank)


def written(rows, form="padded", padding=-1):
    """Return the targets as one tensor, and their lengths."""
    lengths = [len(row) for row in rows]
    if form == "concatenated":
        return torch.tensor([label for row in rows for label in row], dtype=torch.int64), lengths
    width = max(1, *lengths)
    table = [row + [padding] * (width - len(row)) for row in rows]
    return torch.tensor(table, dtype=torch.int64), lengths


@questions
def sequences(draw):
    logits, (targets, input_lengths, target_lengths, blank) = draw(readings())
    log_probs = logits.log_softmax(-1)
    if blank == 0 and draw(st.booleans()):
        return call(log_probs, targets, input_lengths, target_lengths)
    return call(log_probs, targets, input_lengths, target_lengths, blank=blank)


def sequence_grid(fill: Filler):
    batch, single = fill(5, 2, 4).log_softmax(-1), fill(4, 5).log_softmax(-1)
    rows = [[2, 2], [1]]
    padded, lengths = written(rows)
    flat, _ = written(rows, "concatenated")
    alone = torch.tensor([2, 2])
    return [
        call(single, alone, [4], [2], blank=3),
        call(single, alone, (3,), (2,)),
        call(single, alone, torch.tensor(4), torch.tensor(2)),
        call(single, alone, torch.tensor([4]), torch.tensor([2]), blank=1),
        call(batch, padded, [5, 3], lengths),
        call(batch, padded, torch.tensor([4, 5]), torch.tensor(lengths), 3),
        call(batch, flat, (5, 2), tuple(lengths)),
        call(batch, flat, torch.tensor([3, 1]), torch.tensor(lengths), blank=0),
    ]


def sequence_edges(fill: Filler):
    x = fill(3, 2, 3).log_softmax(-1)
    empty, pair = torch.zeros((2, 0), dtype=torch.int64), torch.tensor([[1, 2], [2, -1]])
    return [
        call(x, empty, [3, 2], [0, 0]),
        call(x, torch.zeros(0, dtype=torch.int64), [3, 1], [0, 0]),
        call(x, pair, [3, 0], [2, 0]),
        call(x, pair, [3, 0], [2, 1]),
        call(x, pair, [1, 3], [2, 1]),
        call(x, torch.tensor([[1, 1], [2, -1]]), [2, 3], [2, 1]),
        call(fill(1, 1, 2).log_softmax(-1), torch.tensor([[1]]), [1], [1]),
        call(fill(1, 1, 2).log_softmax(-1), torch.tensor([0]), [1], [1], blank=1),
        call(fill(2, 1, 2).log_softmax(-1), torch.tensor([[1]]), [0], [0]),
    ]


def misfits():
    x = torch.full((2, 2, 2), 0.5, dtype=torch.float64).log()
    padded, flat = torch.tensor([[1, 1], [1, 1]]), torch.tensor([1, 1])
    return [
        call(x, padded, [2, 2], [1, 1], blank=2),
        call(x, padded, [2, 2], [1, 1], blank=-1),
        call(x, padded, [2], [1, 1]),
        call(x, padded, [2, 2], [1]),
        call(x, padded, [2, 2, 2], [1, 1, 1]),
        call(x, padded, [2, 3], [1, 1]),
        call(x, padded, torch.tensor([2, -1]), torch.tensor([1, 1])),
        call(x, padded, [2, 2], [1, 3]),
        call(x, padded, torch.tensor([2, 2]), torch.tensor([-1, 1])),
        call(x, flat, [2, 2], [1, 2]),
        call(x, flat, [2, 2], [1, 0]),
        call(x[:, 0], flat[:1], [3], [1]),
    ]


def integers(lengths):
    return torch.as_tensor(lengths).reshape(-1).tolist()


@contract.function(
    sequences(),
    grid=sequence_grid,
    edges=sequence_edges,
    bad=misfits(),
    # F.ctc_loss's gradient is that of its value behind log_softmax only: a law compares there.
    gradient=False,
)
def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0):
    """matches torch.nn.functional.ctc_loss
    zh: 与 torch.nn.functional.ctc_loss 一致
    """
    times, classes = log_probs.shape[0], log_probs.shape[-1]
    batch = log_probs.shape[1] if log_probs.dim() == 3 else 1
    steps, sizes = integers(input_lengths), integers(target_lengths)
    if not 0 <= blank < classes or len(steps) != batch or len(sizes) != batch:
        raise ValueError("blank, or the number of lengths")
    if min(steps) < 0 or max(steps) > times or min(sizes) < 0:
        raise ValueError("lengths")
    if targets.dim() == 2 and max(sizes) > targets.shape[1]:
        raise ValueError("target lengths")
    if targets.dim() == 1 and sum(sizes) != targets.shape[0]:
        raise ValueError("target lengths do not add up")
    return F.ctc_loss(log_probs, targets, torch.tensor(steps), torch.tensor(sizes), blank)


@st.composite
def tiny_readings(draw):
    """Readings of one sequence with few enough alignments to list."""
    classes = draw(st.integers(2, 3))
    blank = draw(st.integers(0, classes - 1))
    labels = st.sampled_from([c for c in range(classes) if c != blank])
    target = draw(st.lists(labels, min_size=0, max_size=2))
    times = max(1, steps_needed(target)) + draw(st.integers(0, 2))
    return draw(tensors((times, 1, classes), regimes=(SMALL, UNIT))).log_softmax(-1), target, blank


def read(alignment, blank):
    """Merge repeats, then drop blanks."""
    return [label for label, _ in itertools.groupby(alignment) if label != blank]


@contract.law(reading=tiny_readings(), examples=20)
def every_alignment_counts(learner, reading):
    """CTC is the sum over every alignment that reads as the target
    zh: CTC 是对所有读作目标的对齐路径求和
    """
    log_probs, target, blank = reading
    times, _, classes = log_probs.shape
    scores = [
        sum(log_probs[t, 0, c] for t, c in enumerate(alignment))
        for alignment in itertools.product(range(classes), repeat=times)
        if read(alignment, blank) == target
    ]
    listed = -torch.logsumexp(torch.stack(scores), 0) / max(len(target), 1)
    targets = torch.tensor(target, dtype=torch.int64)
    loss = learner.ctc_loss(log_probs, targets, [times], [len(target)], blank)
    expect(loss, "ctc_loss").close_to(listed)


@contract.law(log_probs=tensors((3, 1, 3), regimes=(SMALL, UNIT)).map(lambda x: x.log_softmax(-1)))
def equal_labels_need_a_blank_between(learner, log_probs):
    """two equal labels need a blank between them
    zh: 两个相同的标签之间必须有空白
    """
    targets = torch.tensor([[1, 1]])
    expect(
        learner.ctc_loss(log_probs[:2], targets, [2], [2]),
        "loss of 1 1 in two steps",
        zh="两个时间步里标签 1 1 的损失",
    ).equal_to(torch.tensor(torch.inf, dtype=log_probs.dtype))
    only_way = log_probs[0, 0, 1] + log_probs[1, 0, 0] + log_probs[2, 0, 1]
    expect(
        learner.ctc_loss(log_probs, targets, [3], [2]),
        "loss of 1 1 in three steps",
        zh="三个时间步里标签 1 1 的损失",
    ).close_to(-only_way / 2)


@contract.law(log_probs=tensors((3, 2, 3), regimes=(SMALL, UNIT)).map(lambda x: x.log_softmax(-1)))
def a_target_that_does_not_fit_is_infinite(learner, log_probs):
    """a target that does not fit costs infinitely much, and so does its batch
    zh: 放不下的目标损失为无穷大，它所在的批次也是
    """
    infinite = torch.tensor(torch.inf, dtype=log_probs.dtype)
    targets = torch.tensor([[1, 2], [2, 1]])
    expect(
        learner.ctc_loss(log_probs[:, :1], targets[:1], [1], [2]),
        "two labels in one step",
        zh="一个时间步里放两个标签",
    ).equal_to(infinite)
    expect(
        learner.ctc_loss(log_probs, targets, [3, 1], [2, 2]),
        "a batch with such a target",
        zh="含有这种目标的批次",
    ).equal_to(infinite)


@contract.law(
    logits=st.integers(40, 60).flatmap(lambda t: tensors((t, 1, 3), regimes=(UNIT,))),
    target=st.lists(st.integers(1, 2), min_size=1, max_size=4),
    examples=2,
)
def long_alignments_do_not_underflow(learner, logits, target):
    """a long alignment of small probabilities keeps its loss
    zh: 很长且概率很小的对齐路径，损失依然准确
    """
    # Scores need not add up to a probability of 1: at exp(-50) a step, no float64 holds the product of forty.
    log_probs = logits.log_softmax(-1) - 50
    targets = torch.tensor([target])
    lengths = ([logits.shape[0]], [len(target)])
    loss = learner.ctc_loss(log_probs, targets, *lengths)
    expect(loss, "ctc_loss").close_to(F.ctc_loss(log_probs, targets, *lengths))


@contract.law(reading=readings())
def ctc_gradient_reaches_the_logits(learner, reading):
    """the gradient of CTC at the logits is torch's
    zh: CTC 在 logits 上的梯度与 torch 一致
    """
    logits, others = reading
    one = torch.ones((), dtype=logits.dtype)

    def behind_log_softmax(gradient):
        return gradient - logits.softmax(-1) * gradient.sum(-1, keepdim=True)

    (upstream,) = vjp(learner.ctc_loss, call(logits.log_softmax(-1), *others), one)
    leaf = logits.clone().requires_grad_()
    (expected,) = torch.autograd.grad(ctc_loss(leaf.log_softmax(-1), *others), leaf)
    expect(behind_log_softmax(upstream), "gradient at the logits", zh="对 logits 的梯度").close_to(expected)


@contract.law(p=tensors((3,), regimes=INSIDE), target=tensors((3,), regimes=INSIDE))
def the_best_probability_is_the_target(learner, p, target):
    """no probability costs less than the target itself
    zh: 没有哪个概率的损失比目标本身更小
    """
    best = learner.bce_loss(target, target)
    # Both are about 1: a few roundings may tip an exact tie.
    expect(bool(best <= learner.bce_loss(p, target) + 1e-12), "bce_loss(t, t) <= bce_loss(p, t)").is_true()


@contract.law(
    p=tensors((3,), regimes=(between(1 / 64, 63 / 64)[0],)), target=tensors((3,), regimes=UNIT_INTERVAL)
)
def yes_and_no_may_be_exchanged(learner, p, target):
    """exchanging yes and no changes nothing in bce_loss
    zh: 交换“是”与“否”不改变 bce_loss
    """
    expect(learner.bce_loss(1 - p, 1 - target), "bce_loss(1 - p, 1 - t)").close_to(
        learner.bce_loss(p, target)
    )


@contract.law(pair=pairs())
def equal_tensors_cost_nothing(learner, pair):
    """mse_loss is 0 on equality, and symmetric
    zh: 两个张量相等时 mse_loss 为 0，并且对称
    """
    a, b = pair.args
    expect(learner.mse_loss(a, a.clone()), "mse_loss(a, a)").equal_to(torch.zeros((), dtype=a.dtype))
    expect(learner.mse_loss(a, b), "mse_loss(a, b)").close_to(learner.mse_loss(b, a))
