"""What must hold for one layer on three levels."""

import torch
from torch import nn

from grader.contract import Contract, assign, call, expect, fetch, keep
from grader.inputs import Filler, Regime, questions, st, tensors
from grader.sandbox import Ask, Handle

contract = Contract(bans=["linear"])

# At most 4 arrives at tanh: where it is flat, 1 - tanh**2 has no digits left, and honest spellings differ.
NUMBERS = (
    Regime("eighths", -8, 8, lambda i: i / 8, lambda n, g: torch.rand(n, generator=g).double() * 2 - 1),
)
LEADING = [(), (2,), (1,), (3,), (2, 2), (3, 1)]


def layer(number, leading, inputs, outputs):
    """x, w, b and upstream, each made by `number(*shape)`."""
    shapes = [(*leading, inputs), (outputs, inputs), (outputs,), (*leading, outputs)]
    return tuple(number(*shape) for shape in shapes)


@st.composite
def layers(draw, leading=LEADING):
    sizes = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return layer(lambda *shape: draw(tensors(shape, regimes=NUMBERS)), draw(st.sampled_from(leading)), *sizes)


GRID = [
    ((), 3, 2),
    ((5,), 2, 3),
    ((2,), 3, 5),
    ((3,), 3, 3),
    ((2, 3), 5, 2),
    ((1,), 1, 1),
    ((2, 1, 3), 2, 4),
    ((), 2, 2),
]


def filled(fill: Filler, *size):
    return layer(lambda *shape: fill(*shape, regimes=NUMBERS), *size)


@questions
def values(draw):
    return call(*draw(layers())[:3])


@questions
def gradients(draw):
    return call(*draw(layers()))


@contract.function(
    values(),
    grid=lambda fill: [call(*filled(fill, *size)[:3]) for size in GRID],
    edges=lambda fill: [call(*filled(fill, (0,), 3, 2)[:3]), call(*filled(fill, (2, 0), 2, 3)[:3])],
)
def affine_tensor(x, w, b):
    """affine_tensor is tanh(x @ w.T + b)
    zh: affine_tensor 等于 tanh(x @ w.T + b)
    """
    return torch.tanh(x @ w.mT + b)


@contract.function(
    gradients(),
    grid=lambda fill: [call(*filled(fill, *size)) for size in GRID],
    edges=lambda fill: [call(*filled(fill, (0,), 3, 2)), call(*filled(fill, (2, 0), 2, 3))],
    gradient=False,
)
def affine_gradients(x, w, b, upstream):
    """affine_gradients are those of autograd
    zh: affine_gradients 与自动求导一致
    """
    # Inputs that require grad must not make a graph of the answer.
    with torch.no_grad():
        before = upstream * (1 - affine_tensor(x, w, b) ** 2)
        rows = before.reshape(-1, len(b))
        return before @ w, rows.mT @ x.reshape(-1, x.shape[-1]), rows.sum(0)


@contract.truth
class Affine(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(out_features, in_features))
        self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x):
        return affine_tensor(x, self.weight, self.bias)


def module(learner, w, b):
    """A module of the learner with these parameters, in their dtype, on the device that is graded."""
    made = learner.Affine(w.shape[1], w.shape[0])
    made.to(fetch(keep(learner, torch.zeros(1)).device), w.dtype)
    made.load_state_dict({"weight": w, "bias": b})
    return made


def kept(function, *args):
    """The result of a call, left where it was computed, together with its graph."""
    return (
        function.ask(*args, options=Ask(keep=True)).value if isinstance(function, Handle) else function(*args)
    )


@contract.law(drawn=layers(), earlier=st.booleans(), examples=12)
def gradients_leave_nothing_behind(learner, drawn, earlier):
    """affine_gradients leaves .grad and requires_grad as they were
    zh: affine_gradients 不改变 .grad 和 requires_grad
    """
    plain = [keep(learner, part.clone()) for part in drawn]
    leaves = [keep(learner, part.clone().requires_grad_()) for part in drawn[:3]]
    if earlier:
        for leaf, part in zip(leaves, drawn, strict=False):
            assign(leaf, "grad", part * 0 + 2)
    for _ in range(2):
        learner.affine_gradients(*plain)
        learner.affine_gradients(*leaves, drawn[3])
    for part, leaf, given, name in zip(plain, leaves, drawn, ("x", "w", "b"), strict=False):
        expect(fetch(part.requires_grad), f"{name}.requires_grad").equal_to(False)
        expect(fetch(part.grad), f"{name}.grad").equal_to(None)
        expect(
            fetch(leaf.requires_grad),
            f"{name}.requires_grad of a leaf",
            zh=f"叶子张量的 {name}.requires_grad",
        ).equal_to(True)
        before = given * 0 + 2 if earlier else None
        expect(fetch(leaf.grad), f"{name}.grad of a leaf", zh=f"叶子张量的 {name}.grad").equal_to(before)


@contract.law(drawn=layers([(2,), (3,), (2, 2)]), examples=12)
def asking_twice_gives_the_same_gradients(learner, drawn):
    """the same tensors asked twice give the same gradients
    zh: 对同一批张量问两次，梯度相同
    """
    held = [keep(learner, part.clone()) for part in drawn]
    first = learner.affine_gradients(*held)
    expect(learner.affine_gradients(*held), "the second answer", zh="第二次的结果").equal_to(first)


@contract.scenario(sizes=st.sampled_from([(2, 3), (1, 1), (4, 2), (3, 1), (1, 5)]), examples=5)
def names_and_shapes_of_the_parameters(learner, sizes):
    """the state dict has weight (out, in) and bias (out,), and nothing else
    zh: state dict 恰好有 weight (out, in) 和 bias (out,)
    """
    state = fetch(learner.Affine(*sizes).state_dict())
    return [(name, tuple(state[name].shape)) for name in sorted(state)]


@contract.scenario(sizes=st.sampled_from([(2, 3), (1, 1), (4, 2)]), examples=3)
def parameters_are_two_leaves(learner, sizes):
    """parameters() yields two leaves that require grad
    zh: parameters() 给出两个需要梯度的叶子
    """
    made = learner.Affine(*sizes)
    found = list(made.parameters())
    named = (made.weight, made.bias)
    return len(found), [(fetch(p.requires_grad), fetch(p.is_leaf), tuple(fetch(p.shape))) for p in named]


@contract.scenario(drawn=layers(), single=st.booleans(), examples=15)
def the_module_computes_the_layer(learner, drawn, single):
    """the module computes tanh(x @ weight.T + bias)
    zh: 模块计算 tanh(x @ weight.T + bias)
    """
    x, w, b = (part.float() if single else part for part in drawn[:3])
    return module(learner, w, b)(x).detach()


@contract.law(drawn=layers([(2,), (3,), (2, 2)]), examples=15)
def the_three_levels_agree(learner, drawn):
    """the three levels agree, in values and in gradients
    zh: 三个层次的数值和梯度都一致
    """
    x, w, b, upstream = drawn
    made = module(learner, w, b)
    leaf = keep(learner, x.clone().requires_grad_())
    result = kept(made, leaf)
    expect(fetch(result).detach(), "the module", zh="模块的结果").close_to(learner.affine_tensor(x, w, b))
    kept(kept(result.mul, upstream).sum).backward()
    found = (fetch(leaf.grad), fetch(made.weight.grad), fetch(made.bias.grad))
    known = learner.affine_gradients(x, w, b, upstream)
    for name, gradient, other in zip(("x", "weight", "bias"), found, known, strict=True):
        expect(
            gradient, f"the gradient of {name} through the module", zh=f"经过模块得到的 {name} 的梯度"
        ).close_to(other)


@contract.law(x=tensors((2, 3), regimes=NUMBERS), examples=6)
def double_converts_the_module(learner, x):
    """double() converts the whole module
    zh: double() 转换整个模块
    """
    made = learner.Affine(3, 2)
    made.double()
    state = fetch(made.state_dict())
    result = made(x).detach()
    for name, value in sorted(state.items()):
        expect(value.dtype is torch.float64, f"{name} is float64", zh=f"{name} 是 float64").is_true()
    expect(result.dtype is torch.float64, "the result is float64", zh="结果是 float64").is_true()


@contract.scenario(drawn=layers(), stand_in=True, examples=6)
def runs_on_another_device(learner, drawn):
    """a module that was moved to another device runs there
    zh: 移到另一设备上的模块能在那里运行
    """
    x, w, b, _ = drawn
    return module(learner, w, b)(x).detach()
