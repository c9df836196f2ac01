"""What must hold for Adam."""

from collections import namedtuple

import torch

from grader.contract import Contract, Recipe, assign, expect, fetch, keep
from grader.inputs import SMALL, UNIT, between, shapes, st, tensors

contract = Contract(bans=["optim", "fused_adam"])

Shared = namedtuple("Shared", "weights window")


@contract.truth
class Adam:
    """torch.optim.Adam, written out: constructing torch's own imports 1.7 s of compiler in every run.

    Over 2,000 histories the two were never more than one rounding apart.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        self.params = list(params)
        if not self.params or min(lr, eps, weight_decay, *betas) < 0 or max(betas) >= 1:
            raise ValueError("parameters, lr, eps, weight_decay or betas")
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay
        self.states = [[0, torch.zeros_like(p), torch.zeros_like(p)] for p in self.params]

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        for param, state in zip(self.params, self.states, strict=True):
            if param.grad is None:
                continue
            gradient = param.grad + self.weight_decay * param
            state[0] += 1
            t, mean, square = state
            mean.lerp_(gradient, 1 - beta1)
            square.mul_(beta2).addcmul_(gradient, gradient, value=1 - beta2)
            root = square.sqrt() / (1 - beta2**t) ** 0.5
            param.addcdiv_(mean, root + self.eps, value=-self.lr / (1 - beta1**t))

    def zero_grad(self):
        for param in self.params:
            param.grad = None


# 1 - beta ** t has a condition number of 1 / (1 - beta) at t = 1: with a large learning rate beside small
# parameters, honest spellings would differ by more than the rule allows.
options = st.fixed_dictionaries(
    {"lr": st.sampled_from([0.01, 0.003])},
    optional={
        "betas": st.tuples(st.sampled_from([0.9, 0.5, 0.0]), st.sampled_from([0.999, 0.9, 0.0])),
        # Large ones too: where epsilon stands shows only when it counts.
        "eps": st.sampled_from([1e-8, 1e-3, 0.5]),
        "weight_decay": st.sampled_from([0.5, 0.01]),
    },
)
weights_of = (SMALL, UNIT)
gradients_of = (UNIT, SMALL)


@st.composite
def histories(draw, *, count=None, absent=False, max_steps=4):
    """Parameters of one shape, and for each step a gradient of each (or none)."""
    shape = draw(shapes(min_dims=0, max_dims=2, max_side=3))
    count = draw(st.integers(1, 2)) if count is None else count
    params = [draw(tensors(shape, regimes=weights_of)) for _ in range(count)]
    gradient = tensors(shape, regimes=gradients_of)
    if absent:
        gradient = st.one_of(st.none(), gradient)
    steps = draw(st.lists(st.tuples(*[gradient] * count), min_size=1, max_size=max_steps))
    return params, steps


def leaves_of(learner, params):
    """Put the parameters where the learner's code is, as leaves that require grad."""
    return [keep(learner, param.clone().requires_grad_()) for param in params]


def walk(leaves, adam, steps):
    """Take the steps, and return where the parameters came to."""
    for gradients in steps:
        for leaf, gradient in zip(leaves, gradients, strict=True):
            # A copy: locally the optimizer would otherwise be given the question itself.
            assign(leaf, "grad", None if gradient is None else gradient.clone())
        adam.step()
    return [fetch(leaf).detach() for leaf in leaves]


@contract.scenario(history=histories(), options=options, weight=0.25)
def moves_parameters_as_torch_does(learner, history, options):
    """moves parameters as torch.optim.Adam does
    zh: 移动参数的方式与 torch.optim.Adam 一致
    """
    params, steps = history
    leaves = leaves_of(learner, params)
    return walk(leaves, learner.Adam(leaves, **options), steps)


@contract.scenario(examples=30, history=histories(count=2, absent=True, max_steps=5), options=options)
def a_parameter_without_gradient_is_left_alone(learner, history, options):
    """a parameter without gradient is left alone, and so is its step count
    zh: 没有梯度的参数保持不动，它的步数也不变
    """
    params, steps = history
    leaves = leaves_of(learner, params)
    return walk(leaves, learner.Adam(leaves, **options), steps)


@contract.scenario(
    examples=12,
    start=tensors((2,), regimes=(SMALL,)),
    gradients=st.lists(st.tuples(tensors((2,)), tensors((2,))), min_size=2, max_size=3),
)
def equal_parameters_have_states_of_their_own(learner, start, gradients):
    """parameters that start with equal values have states of their own
    zh: 初值相等的参数各有自己的状态
    """
    leaves = leaves_of(learner, [start, start])
    return walk(leaves, learner.Adam(leaves, lr=0.01), gradients)


@contract.scenario(
    examples=12,
    start=tensors((2,), regimes=(SMALL,)),
    gradients=st.lists(
        st.tuples(tensors((2,), regimes=(UNIT,)), tensors((2,), regimes=(UNIT,))), min_size=2, max_size=3
    ),
)
def optimizers_do_not_share_their_state(learner, start, gradients):
    """two optimizers know nothing of one another
    zh: 两个优化器互不知晓
    """
    leaves = leaves_of(learner, [start, start])
    adams = [learner.Adam([leaf], lr=0.01) for leaf in leaves]
    ends = []
    for pair in gradients:
        ends = [walk([leaf], adam, [(g,)]) for leaf, adam, g in zip(leaves, adams, pair, strict=True)]
    return ends


@contract.law(
    examples=12,
    start=tensors((2,), regimes=between(1.0, 2.0)),
    gradient=tensors((2,), regimes=(UNIT,)),
    decay=st.sampled_from([0.5, 0.0]),
)
def gradients_are_only_read(learner, start, gradient, decay):
    """gradients are what they were after a step
    zh: 一步之后，梯度与之前相同
    """
    (leaf,) = leaves_of(learner, [start])
    adam = learner.Adam([leaf], lr=0.01, weight_decay=decay)
    for _ in range(2):
        walk([leaf], adam, [(gradient,)])
        expect(fetch(leaf.grad), "the gradient after the step", zh="走一步之后的梯度").equal_to(gradient)


@contract.law(
    examples=12, start=tensors((2,), regimes=(SMALL,)), gradient=tensors((2,), regimes=between(1.0, 2.0))
)
def zero_grad_removes_the_gradients(learner, start, gradient):
    """zero_grad sets gradients to None, and a step after it moves nothing
    zh: zero_grad 把梯度设为 None，之后的一步什么都不移动
    """
    (leaf,) = leaves_of(learner, [start])
    adam = learner.Adam([leaf], lr=0.01)
    walk([leaf], adam, [(gradient,)])
    before = fetch(leaf)
    expect(adam.zero_grad(), "what zero_grad() returns", zh="zero_grad() 的返回值").equal_to(None)
    expect(fetch(leaf.grad), "the gradient after zero_grad()", zh="zero_grad() 之后的梯度").equal_to(None)
    adam.step()
    expect(
        fetch(leaf), "the parameter after a step without gradients", zh="没有梯度时走一步之后的参数"
    ).equal_to(before)


@contract.law(
    examples=12, start=tensors((2,), regimes=(SMALL,)), gradient=tensors((2,), regimes=between(1.0, 2.0))
)
def steps_are_taken_in_place(learner, start, gradient):
    """the parameter keeps its memory, requires grad and stays a leaf; step returns None
    zh: 参数保持原来的内存，仍需要梯度，仍是叶子；step 返回 None
    """
    base = start.clone()
    held = keep(learner, Shared(base.requires_grad_(), base.detach()))
    adam = learner.Adam([held.weights], lr=0.01)
    assign(held.weights, "grad", gradient)
    expect(adam.step(), "what step() returns", zh="step() 的返回值").equal_to(None)
    expect(fetch(held.window), "a view of the parameter's memory", zh="参数内存的视图").equal_to(
        fetch(held.weights).detach()
    )
    expect(fetch(held.weights.requires_grad), "requires_grad").is_true()
    expect(fetch(held.weights.is_leaf), "is_leaf").is_true()


@contract.scenario(
    examples=12,
    seed=st.integers(0, 99),
    gradients=st.lists(tensors((1, 2), regimes=(UNIT,)), min_size=2, max_size=2),
)
def takes_the_parameters_of_a_model(learner, seed, gradients):
    """takes a generator, such as model.parameters(), and goes on moving what it gave
    zh: 接受生成器（例如 model.parameters()），并一直更新它给出的参数
    """
    layer = ("Linear", {"in_features": 2, "out_features": 1, "bias": False})
    model = keep(learner, Recipe.of(layer, dtype="float64", seed=seed))
    return walk([model.weight], learner.Adam(model.parameters(), lr=0.01), [(g,) for g in gradients])


@contract.scenario(examples=12, history=histories(count=1, max_steps=3), options=options)
def float32_parameters_stay_float32(learner, history, options):
    """float32 parameters move in float32
    zh: float32 的参数用 float32 更新
    """
    (param,), steps = history
    leaves = leaves_of(learner, [param.float()])
    return walk(leaves, learner.Adam(leaves, **options), [(gradient.float(),) for (gradient,) in steps])


@contract.scenario(history=histories(max_steps=3), options=options, stand_in=True, examples=12)
def the_state_lives_where_the_parameter_lives(learner, history, options):
    """the state lives on the device of the parameter
    zh: 状态与参数在同一个设备上
    """
    params, steps = history
    leaves = leaves_of(learner, params)
    return walk(leaves, learner.Adam(leaves, **options), steps)


nonzero = tensors(shapes(min_dims=1, max_dims=1, max_side=4), regimes=between(0.25, 4.0))


@contract.law(examples=12, gradient=nonzero, signs=st.integers(0, 15), lr=st.sampled_from([0.01, 0.5]))
def the_first_step_has_length_lr(learner, gradient, signs, lr):
    """without epsilon, the first step moves every coordinate by lr against the sign of its gradient
    zh: 没有 ε 时，第一步使每个坐标逆着梯度的符号移动 lr
    """
    sign = torch.tensor(
        [-1.0 if signs >> i & 1 else 1.0 for i in range(gradient.numel())], dtype=gradient.dtype
    )
    (leaf,) = leaves_of(learner, [torch.zeros_like(gradient)])
    (moved,) = walk([leaf], learner.Adam([leaf], lr=lr, eps=0.0), [(gradient * sign,)])
    expect(moved, "zeros after one step", zh="从零出发走一步之后的参数").close_to(-lr * sign)


@contract.law(
    examples=12,
    gradients=st.lists(tensors((2,), regimes=between(0.25, 4.0)), min_size=1, max_size=3),
    power=st.integers(1, 12),
)
def the_scale_of_the_gradients_does_not_matter(learner, gradients, power):
    """without epsilon, gradients 2**k times as large move the parameter just as far
    zh: 没有 ε 时，梯度放大 2**k 倍，参数移动得同样远
    """
    ends = []
    for scale in (1.0, 2.0**power):
        (leaf,) = leaves_of(learner, [torch.ones(2, dtype=torch.float64)])
        (end,) = walk([leaf], learner.Adam([leaf], lr=0.01, eps=0.0), [(g * scale,) for g in gradients])
        ends.append(end)
    expect(ends[1], "the parameter, with large gradients", zh="梯度很大时的参数").close_to(ends[0])


BAD = (
    {"lr": -1e-3},
    {"eps": -1e-8},
    {"weight_decay": -0.1},
    {"betas": (1.0, 0.999)},
    {"betas": (0.9, 1.0)},
    {"betas": (-0.1, 0.999)},
    {"betas": (0.9, -0.5)},
    {"betas": (0.9, 1.5)},
)


@contract.law(bad=st.sampled_from(BAD), size=st.integers(1, 9), examples=16)
def refuses_bad_settings(learner, bad, size):
    """bad settings, and no parameters at all, raise ValueError; zeros are fine
    zh: 不合理的设置，以及没有参数，抛出 ValueError；0 是允许的
    """
    (leaf,) = leaves_of(learner, [torch.ones(size, dtype=torch.float64)])
    expect(lambda: learner.Adam([leaf], **bad), f"Adam([w], {bad})").raises(ValueError)
    expect(lambda: learner.Adam([]), "Adam([])").raises(ValueError)
    zeros = {"lr": 0.0, "betas": (0.0, 0.0), "eps": 0.0, "weight_decay": 0.0}
    (moved,) = walk([leaf], learner.Adam([leaf], **zeros), [(torch.ones(size, dtype=torch.float64),)])
    expect(moved, "ones after a step with lr=0", zh="lr=0 时，从一出发走一步之后的参数").close_to(
        torch.ones(size, dtype=torch.float64)
    )
