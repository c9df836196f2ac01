"""What must hold for backpropagation by hand."""

import torch
import torch.nn.functional as F

from grader.contract import Contract, call, expect
from grader.inputs import GENERIC, UNIT, Filler, between, integer_tensors, questions, shapes, st, tensors

contract = Contract(bans=["autograd", "cross_entropy", "nll_loss"])

# Sides of at most 4 and these bounds keep every logit below 11, where softmax is well-conditioned.
INPUTS = between(-1.0, 1.0)
WEIGHTS = between(-0.5, 0.5)


@st.composite
def batches(draw, min_rows=1):
    """The six arguments of forward_backward."""
    rows, inputs, hidden = draw(st.integers(min_rows, 4)), draw(st.integers(1, 4)), draw(st.integers(1, 4))
    classes = draw(st.integers(2, 4))
    return (
        draw(tensors((rows, inputs), regimes=INPUTS)),
        draw(integer_tensors((rows,), 0, classes - 1)),
        draw(tensors((inputs, hidden), regimes=INPUTS)),
        draw(tensors((hidden,), regimes=INPUTS)),
        draw(tensors((hidden, classes), regimes=WEIGHTS)),
        draw(tensors((classes,), regimes=WEIGHTS)),
    )


@st.composite
def batches_off_the_kinks(draw):
    """Batches in which every input of ReLU is at least 1/128 away from 0.

    x and w1 are multiples of 1/8, so x @ w1 is one of 1/64; b1 is an odd multiple of 1/128.
    """
    x, y, w1, b1, w2, b2 = draw(batches())
    return (x * 8).round() / 8, y, (w1 * 8).round() / 8, ((b1 * 32).round() * 2 + 1) / 128, w2, b2


def batch_grid(fill: Filler):
    def batch(rows, inputs, hidden, classes):
        return call(
            fill(rows, inputs, regimes=INPUTS),
            fill.integers(rows, high=classes - 1),
            fill(inputs, hidden, regimes=INPUTS),
            fill(hidden, regimes=INPUTS),
            fill(hidden, classes, regimes=WEIGHTS),
            fill(classes, regimes=WEIGHTS),
        )

    sizes = [
        (5, 2, 3, 4),
        (2, 3, 5, 2),
        (3, 5, 2, 3),
        (4, 4, 4, 4),
        (7, 3, 3, 3),
        (1, 2, 5, 3),
        (3, 1, 1, 2),
        (6, 5, 4, 2),
    ]
    return [batch(*size) for size in sizes]


def batch_edges(fill: Filler):
    one = torch.ones(1, 1, dtype=torch.float64)
    zero = torch.zeros(1, dtype=torch.float64)
    return [
        # One class: the loss is 0, and so is every gradient.
        call(fill(3, 2), torch.zeros(3, dtype=torch.int64), fill(2, 3), fill(3), fill(3, 1), fill(1)),
        # Every hidden unit is off.
        call(
            fill(3, 2).abs(), fill.integers(3, high=1), -fill(2, 3).abs(), -fill(3).abs(), fill(3, 2), fill(2)
        ),
        # Zeros everywhere.
        call(one * 0, torch.tensor([1]), one * 0, zero, torch.zeros(1, 2).double(), torch.zeros(2).double()),
    ]


@contract.function(
    batches().map(lambda arguments: call(*arguments)), grid=batch_grid, edges=batch_edges, gradient=False
)
def forward_backward(x, y, w1, b1, w2, b2):
    """matches the loss and the gradients of autograd
    zh: 损失和梯度与自动求导一致
    """
    leaves = [p.detach().clone().requires_grad_() for p in (w1, b1, w2, b2)]
    w1, b1, w2, b2 = leaves
    loss = F.cross_entropy(torch.relu(x @ w1 + b1) @ w2 + b2, y)
    return (loss.detach(), *torch.autograd.grad(loss, leaves))


@questions
def steps(draw):
    sides = draw(st.lists(shapes(max_dims=2, max_side=3), min_size=0, max_size=3))
    parameters = [draw(tensors(s, regimes=GENERIC)) for s in sides]
    gradients = [draw(tensors(s, regimes=GENERIC)) for s in sides]
    lr = draw(st.sampled_from([0.5, 0.1, 1.0, 0.0, 1e-3]))
    return (
        call(parameters, gradients, lr)
        if draw(st.booleans())
        else call(tuple(parameters), tuple(gradients), lr=lr)
    )


def step_grid(fill: Filler):
    return [
        call([fill(3, 2), fill(2), fill(2, 5), fill()], [fill(3, 2), fill(2), fill(2, 5), fill()], 0.1),
        call((fill(2, 3, 5),), (fill(2, 3, 5),), lr=0.01),
    ]


STEPS_WITH_A_GAP = [
    call(
        [torch.ones(2, dtype=torch.float64)] * parameters,
        [torch.ones(2, dtype=torch.float64)] * gradients,
        0.1,
    )
    for parameters, gradients in ((1, 0), (0, 1), (2, 1), (1, 2), (3, 1))
]


@contract.function(steps(), grid=step_grid, bad=STEPS_WITH_A_GAP, gradient=False)
def sgd_step(parameters, gradients, lr):
    """is parameter - lr * gradient, in new tensors
    zh: 等于 parameter - lr * gradient，且为新张量
    """
    if len(parameters) != len(gradients):
        raise ValueError("as many gradients as parameters")
    return [p - lr * g for p, g in zip(parameters, gradients, strict=True)]


@contract.law(batch=batches_off_the_kinks(), seed=st.integers(0, 2**31 - 1), examples=25)
def finite_differences_agree(learner, batch, seed):
    """a small move of the parameters changes the loss as the gradients say
    zh: 参数的微小变动对损失的影响与梯度一致
    """
    generator = torch.Generator().manual_seed(seed)
    x, y, *parameters = batch
    _, *gradients = learner.forward_backward(*batch)
    ways = [torch.rand(p.shape, generator=generator, dtype=torch.float64) * 2 - 1 for p in parameters]
    # At most 5 * 1e-4 of change at a ReLU, so none of them switches; the error of the difference is about 1e-8.
    h = 1e-4
    ahead, *_ = learner.forward_backward(
        x, y, *(p + h * way for p, way in zip(parameters, ways, strict=True))
    )
    behind, *_ = learner.forward_backward(
        x, y, *(p - h * way for p, way in zip(parameters, ways, strict=True))
    )
    measured = float(ahead - behind) / (2 * h)
    said = sum(float((g * way).sum()) for g, way in zip(gradients, ways, strict=True))
    expect(
        abs(measured - said) <= 1e-5,
        "the measured slope is the one of the gradients",
        zh="实测的斜率与梯度给出的一致",
    ).is_true()


@contract.law(batch=batches(min_rows=2), examples=25)
def bias_gradients_sum_over_the_batch(learner, batch):
    """a bias collects its gradient from every row of the batch
    zh: 偏置从批次的每一行收集梯度
    """
    x, y, *parameters = batch
    _, _, db1, _, db2 = learner.forward_backward(*batch)
    rows = [learner.forward_backward(x[i : i + 1], y[i : i + 1], *parameters) for i in range(len(x))]
    # The loss is a mean, so that each row alone weighs len(x) times what it weighs in the batch.
    expect(db1, "db1").close_to(torch.stack([row[2] for row in rows]).sum(0) / len(x))
    expect(db2, "db2").close_to(torch.stack([row[4] for row in rows]).sum(0) / len(x))


@contract.law(batch=batches())
def writing_the_batch_twice_changes_nothing(learner, batch):
    """a batch written twice has the same loss and gradients
    zh: 批次重复写两遍，损失和梯度不变
    """
    x, y, *parameters = batch
    once = learner.forward_backward(*batch)
    twice = learner.forward_backward(torch.cat([x, x]), torch.cat([y, y]), *parameters)
    expect(twice, "forward_backward of the doubled batch", zh="批次重复一遍之后的 forward_backward").close_to(
        once
    )


@contract.law(batch=batches_off_the_kinks())
def a_step_lowers_the_loss(learner, batch):
    """a small step along minus the gradient lowers the loss
    zh: 沿负梯度走一小步会降低损失
    """
    x, y, *parameters = batch
    loss, *gradients = learner.forward_backward(*batch)
    moved = learner.sgd_step(parameters, gradients, 1e-4)
    after, *_ = learner.forward_backward(x, y, *moved)
    # To first order the loss falls by this much; near a minimum it is nothing but rounding.
    gain = 1e-4 * sum(float((g * g).sum()) for g in gradients)
    expect(
        float(after) <= float(loss) - gain / 2 + 1e-12,
        "the loss after the step is lower",
        zh="走一步之后损失降低",
    ).is_true()


@contract.law(
    x=tensors((2, 2), regimes=(UNIT,)), w2=tensors((2, 2), regimes=(UNIT,)), b2=tensors((2,), regimes=WEIGHTS)
)
def a_unit_at_exactly_zero_passes_no_gradient(learner, x, w2, b2):
    """a hidden unit at exactly 0 passes no gradient
    zh: 恰好为 0 的隐藏单元不传递梯度
    """
    w1, b1 = torch.zeros(2, 2, dtype=x.dtype), torch.zeros(2, dtype=x.dtype)
    _, dw1, db1, _, _ = learner.forward_backward(x, torch.tensor([0, 1]), w1, b1, w2, b2)
    expect(dw1, "dw1").close_to(torch.zeros_like(w1))
    expect(db1, "db1").close_to(torch.zeros_like(b1))


@contract.scenario(
    x=tensors((2, 1), regimes=between(0.5, 1.0)),
    w2=tensors((1, 3), regimes=between(-1.0, 1.0)),
    y=integer_tensors((2,), 0, 2),
)
def large_logits_do_not_overflow(learner, x, w2, y):
    """logits of a thousand and more do not overflow
    zh: logits 达到一千以上也不溢出
    """
    one, zero = torch.ones(1, 1, dtype=x.dtype), torch.zeros(1, dtype=x.dtype)
    # One logit is 2000 * x, at least 1000, and leads by 500: the probabilities are 0 and 1, however they are computed.
    w2 = w2 * 1000
    w2[0, 0] = 2000.0
    return learner.forward_backward(x, y, one, zero, w2, torch.zeros(3, dtype=x.dtype))
