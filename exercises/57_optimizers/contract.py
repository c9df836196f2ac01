"""What must hold for three update rules and a schedule."""

import math

import torch

from grader.contract import Contract, call, expect
from grader.inputs import SMALL, UNIT, Filler, between, questions, shapes, st, tensors

contract = Contract(bans=["optim", "fused_adam"])

# Multiples of 1/8 and normals: a gradient that is nothing but rounding would be divided by its own root.
numbers = (SMALL, UNIT)
sides = shapes(min_dims=0, max_dims=3, max_side=3)
# The same learning rates as beside Adam: 1 - beta ** t has a condition number of 1 / (1 - beta) at t = 1.
rates = st.sampled_from([0.01, 0.003])
# Large ones too: where epsilon stands shows only when it counts.
epsilons = st.sampled_from([1e-8, 1e-3, 0.5])
# An average of squares that forgets everything at once (beta 0) is left out: old + 1 * (new - old), a fair way to
# write it, loses a tiny new square beside a large old one.
squares = between(0.25, 4.0)


@questions
def momentum_questions(draw):
    shape = draw(sides)
    parameter, gradient = draw(tensors(shape, regimes=numbers)), draw(tensors(shape, regimes=numbers))
    state = {"momentum_buffer": draw(tensors(shape, regimes=numbers))} if draw(st.booleans()) else {}
    momentum = draw(st.sampled_from([0.9, 0.5, 0.0]))
    lr = draw(st.sampled_from([0.5, 0.1, 0.0]))
    if draw(st.booleans()):
        return call(parameter, gradient, state, lr, momentum)
    return call(parameter, gradient, state, lr=lr, momentum=momentum)


def momentum_grid(fill: Filler):
    calls = []
    for shape in ((), (5,), (3, 2), (2, 3, 5)):
        calls += [
            call(fill(*shape), fill(*shape), {}, 0.1, 0.9),
            call(fill(*shape), fill(*shape), {"momentum_buffer": fill(*shape)}, 0.1, 0.9),
            call(fill(*shape), fill(*shape), {"momentum_buffer": fill(*shape)}, 0.1, 0.0),
        ]
    return calls


def empty(fill: Filler):
    return [
        call(fill(0), fill(0), {}, 0.1, 0.9),
        call(fill(2, 0), fill(2, 0), {"momentum_buffer": fill(2, 0)}, 0.1, 0.9),
    ]


@contract.function(momentum_questions(), grid=momentum_grid, edges=empty, gradient=False, layouts=False)
def momentum_step(parameter, gradient, state, lr, momentum):
    """takes the step of torch.optim.SGD with momentum, and returns its buffer
    zh: 与带动量的 torch.optim.SGD 走同样的一步，并返回它的缓冲
    """
    buffer = momentum * state.get("momentum_buffer", torch.zeros_like(parameter)) + gradient
    return parameter - lr * buffer, {"momentum_buffer": buffer}


@questions
def rmsprop_questions(draw):
    shape = draw(sides)
    parameter, gradient = draw(tensors(shape, regimes=numbers)), draw(tensors(shape, regimes=numbers))
    state = {"square_avg": draw(tensors(shape, regimes=squares))} if draw(st.booleans()) else {}
    options = {"lr": draw(rates)}
    if draw(st.booleans()):
        options["alpha"] = draw(st.sampled_from([0.9, 0.5, 0.125]))
    if draw(st.booleans()):
        options["eps"] = draw(epsilons)
    return call(parameter, gradient, state, **options)


def rmsprop_grid(fill: Filler):
    calls = []
    for shape in ((), (5,), (3, 2), (2, 3, 5)):
        calls += [
            call(fill(*shape), fill(*shape), {}, 0.01),
            call(fill(*shape), fill(*shape), {"square_avg": fill(*shape, regimes=squares)}, 0.01, 0.9, 0.5),
            call(fill(*shape), fill(*shape), {}, 0.01, eps=0.5),
        ]
    return calls


@contract.function(rmsprop_questions(), grid=rmsprop_grid, gradient=False, layouts=False)
def rmsprop_step(parameter, gradient, state, lr, alpha=0.99, eps=1e-8):
    """takes the step of torch.optim.RMSprop, and returns its average
    zh: 与 torch.optim.RMSprop 走同样的一步，并返回它的平均
    """
    square = alpha * state.get("square_avg", torch.zeros_like(parameter)) + (1 - alpha) * gradient**2
    return parameter - lr * gradient / (square.sqrt() + eps), {"square_avg": square}


@questions
def adamw_questions(draw):
    shape = draw(sides)
    parameter, gradient = draw(tensors(shape, regimes=numbers)), draw(tensors(shape, regimes=numbers))
    state = {}
    if draw(st.booleans()):
        state = {
            "step": draw(st.integers(1, 9)),
            "exp_avg": draw(tensors(shape, regimes=numbers)),
            "exp_avg_sq": draw(tensors(shape, regimes=squares)),
        }
    options = {"lr": draw(rates)}
    if draw(st.booleans()):
        options["betas"] = draw(
            st.tuples(st.sampled_from([0.9, 0.5, 0.0]), st.sampled_from([0.999, 0.9, 0.125]))
        )
    if draw(st.booleans()):
        options["eps"] = draw(epsilons)
    if draw(st.booleans()):
        options["weight_decay"] = draw(st.sampled_from([0.5, 0.1, 0.0]))
    return call(parameter, gradient, state, **options)


def adamw_grid(fill: Filler):
    def state(step, *shape):
        return {"step": step, "exp_avg": fill(*shape), "exp_avg_sq": fill(*shape, regimes=squares)}

    calls = []
    for shape in ((), (5,), (3, 2), (2, 3, 5)):
        calls += [
            call(fill(*shape), fill(*shape), {}, 0.01),
            call(fill(*shape), fill(*shape), state(3, *shape), 0.01),
            call(fill(*shape), fill(*shape), state(1, *shape), 0.01, (0.5, 0.9), 0.5, 0.5),
            call(fill(*shape), fill(*shape), {}, 0.01, weight_decay=0.5, eps=0.5),
        ]
    return calls


@contract.function(adamw_questions(), grid=adamw_grid, gradient=False, layouts=False)
def adamw_step(parameter, gradient, state, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
    """takes the step of torch.optim.AdamW, and returns its state
    zh: 与 torch.optim.AdamW 走同样的一步，并返回它的状态
    """
    beta1, beta2 = betas
    zeros = torch.zeros_like(parameter)
    step = state.get("step", 0) + 1
    mean = beta1 * state.get("exp_avg", zeros) + (1 - beta1) * gradient
    square = beta2 * state.get("exp_avg_sq", zeros) + (1 - beta2) * gradient**2
    root = (square / (1 - beta2**step)).sqrt()
    new = (1 - lr * weight_decay) * parameter - lr / (1 - beta1**step) * mean / (root + eps)
    return new, {"step": step, "exp_avg": mean, "exp_avg_sq": square}


@questions
def moments(draw):
    total = draw(st.integers(1, 20))
    warmup = draw(st.integers(0, total - 1))
    return call(
        draw(st.integers(0, total)), draw(st.sampled_from([1.0, 0.1, 3e-4, 0.5])), warmup=warmup, total=total
    )


def moments_grid(fill: Filler):
    calls = []
    for warmup, total in ((0, 1), (0, 5), (1, 5), (3, 4), (4, 11)):
        calls += [call(step, 0.5, warmup, total) for step in range(total + 1)]
    return calls


OUTSIDE = [
    call(-1, 0.1, 2, 10),
    call(11, 0.1, 2, 10),
    call(100, 0.1, 0, 10),
    call(-1, 0.1, 0, 10),
    call(3, 0.1, -1, 10),
    call(3, 0.1, 11, 10),
    call(10, 0.1, 10, 10),
    call(0, 0.1, 4, 4),
    call(0, 0.1, 0, 0),
]


@contract.function(moments(), grid=moments_grid, bad=OUTSIDE)
def learning_rate(step, base, warmup, total):
    """warms up linearly and decays along a cosine
    zh: 线性预热，然后沿余弦衰减
    """
    if not 0 <= step <= total or not 0 <= warmup < total:
        raise ValueError("step or warmup")
    if step < warmup:
        return base * (step + 1) / warmup
    return base * (1 + math.cos(math.pi * ((step - warmup) / (total - warmup)))) / 2


@questions
def histories(draw):
    shape = draw(shapes(min_dims=1, max_dims=2, max_side=2))
    start = draw(tensors(shape, regimes=numbers))
    return start, draw(st.lists(tensors(shape, regimes=numbers), min_size=2, max_size=4))


def walk(step, start, gradients, **options):
    """Take a step for each gradient, and return where the parameter came to, with the last state."""
    parameter, state = start, {}
    for gradient in gradients:
        parameter, state = step(parameter, gradient, state, **options)
    return parameter, state


@contract.scenario(history=histories(), examples=10)
def states_carry_over_from_step_to_step(learner, history):
    """several steps in a row, each with the state of the one before, go where torch's optimizers go
    zh: 连走几步，每步使用上一步的状态，走到的地方与 torch 的优化器相同
    """
    start, gradients = history
    return [
        walk(learner.momentum_step, start, gradients, lr=0.1, momentum=0.9),
        walk(learner.rmsprop_step, start, gradients, lr=0.01, alpha=0.9),
        walk(learner.adamw_step, start, gradients, lr=0.01, weight_decay=0.1),
    ]


# Layouts by hand and not by the battery, which would expand the state too: no step returns such a one, and a deep copy
# of it cannot be changed in place.
@contract.scenario(
    turned=tensors((2, 3), regimes=numbers),
    gradient=tensors((2,), regimes=numbers),
    columns=st.booleans(),
    examples=10,
)
def parameters_and_gradients_have_any_layout(learner, turned, gradient, columns):
    """takes transposed parameters and expanded gradients, as backward() gives them
    zh: 接受转置的参数和扩展（expand）出来的梯度，backward() 给出的就可能是这样
    """
    parameter, gradients = turned.T, [gradient.expand(3, 2)] * 2
    if columns:
        parameter, gradients = turned[:, ::2], [gradient[:, None].expand(2, 2), turned[:, 1:]]
    return [
        walk(learner.momentum_step, parameter, gradients, lr=0.1, momentum=0.9),
        walk(learner.rmsprop_step, parameter, gradients, lr=0.01, alpha=0.9),
        walk(learner.adamw_step, parameter, gradients, lr=0.01, weight_decay=0.1),
    ]


@contract.law(history=histories(), lr=st.sampled_from([0.1, 0.5]), examples=10)
def momentum_zero_is_plain_descent(learner, history, lr):
    """with momentum 0 the past does not matter: plain gradient descent
    zh: 动量为 0 时与过去无关，就是普通的梯度下降
    """
    start, gradients = history
    end, _ = walk(learner.momentum_step, start, gradients, lr=lr, momentum=0.0)
    expect(end, "the parameter after the steps", zh="走完各步之后的参数").close_to(
        start - lr * torch.stack(gradients).sum(0)
    )


@contract.law(
    start=tensors((3,), regimes=between(1.0, 4.0)),
    decay=st.sampled_from([0.5, 0.1]),
    lr=st.sampled_from([0.1, 0.5]),
    examples=10,
)
def decay_is_decoupled_from_the_gradient(learner, start, decay, lr):
    """without a gradient, AdamW shrinks a weight by the share lr * weight_decay, and its averages stay 0
    zh: 梯度为 0 时，AdamW 使权重缩小 lr * weight_decay 这一比例，两个平均仍为 0
    """
    zeros = torch.zeros_like(start)
    end, state = learner.adamw_step(start, zeros, {}, lr, weight_decay=decay)
    expect(end, "the parameter", zh="参数").close_to(start * (1 - lr * decay))
    expect(state["exp_avg"], 'state["exp_avg"]').equal_to(zeros)
    expect(state["exp_avg_sq"], 'state["exp_avg_sq"]').equal_to(zeros)


@contract.law(
    base=st.sampled_from([1.0, 0.1, 3e-4]), warmup=st.integers(1, 6), rest=st.integers(1, 8), examples=20
)
def the_schedule_meets_its_ends(learner, base, warmup, rest):
    """the rate is base at the end of the warm-up and where the decay begins, 0 at the end, and never grows after
    zh: 预热结束处和衰减开始处学习率都等于 base，结束处为 0，之后不再上升
    """
    total = warmup + rest
    rates = [learner.learning_rate(step, base, warmup, total) for step in (warmup - 1, warmup, total)]
    expect(
        rates,
        "the rates at steps warmup - 1, warmup and total",
        zh="第 warmup - 1、warmup 和 total 步的学习率",
    ).close_to([base, base, 0.0])
    middle = learner.learning_rate(warmup + rest // 2, base, warmup, total)
    low, high = learner.learning_rate(0, base, warmup, total), base * (1 + 1e-12)
    expect(low > 0, "the first step has a rate above 0", zh="第一步的学习率大于 0").is_true()
    expect(0 <= middle <= high, "a rate lies between 0 and base", zh="学习率在 0 和 base 之间").is_true()
