"""What must hold for activation functions and a single neuron."""

import torch
import torch.nn.functional as F

from grader.contract import Contract, call, expect, vjp
from grader.inputs import GENERIC, SMALL, UNIT, Filler, between, questions, shapes, st, tensors

contract = Contract(bans=["activation", "sigmoid"])

NAN = float("nan")

TABLE = {
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    # F.softplus is linear above 20, up to 2e-9 too low.
    "softplus": lambda z: torch.logaddexp(z, torch.zeros_like(z)),
    "silu": F.silu,
    "gelu": F.gelu,
    "gelu_tanh": lambda z: F.gelu(z, approximate="tanh"),
}
NAMES = tuple(TABLE)
names = st.sampled_from(NAMES)
SLOPES_AT_ZERO = dict(zip(NAMES, (0.0, 0.01, 1.0, 0.25, 1.0, 0.5, 0.5, 0.5, 0.5), strict=True))
# Extremes, and 0 among them.
FAR = torch.tensor([-1e4, -800.0, -90.0, -1.0, 0.0, 1.0, 90.0, 800.0, 1e4], dtype=torch.float64)


def graded(z, name):
    """Move numbers out of the range where honest spellings of one function differ.

    softplus: torch's own is 2e-9 off at 20, and exact again at 37. gelu_tanh: its gradient multiplies a rounding of
    tanh by the cube of z, which 1 - t * t and the quotient rule feel until tanh is exactly 1.
    """
    if name == "softplus":
        return torch.where((z > 20) & (z < 37), z / 2, z)
    if name == "gelu_tanh":
        return torch.where((z.abs() > 3) & (z.abs() < 40), z / 16, z)
    return z


@questions
def activations(draw):
    name = draw(names)
    return call(graded(draw(tensors(shapes(min_dims=0, max_dims=3))), name), name)


def grid(fill: Filler):
    calls = []
    for name in NAMES:
        calls += [
            call(fill(5), name),
            call(fill(3, 2) * 2, name),
            call(FAR.clone(), name),
            call(graded(fill(2, 3, 5) * 10, name), name),
        ]
    return [*calls, call(fill(), "silu"), call(fill(), "elu")]


def edges(fill: Filler):
    calls = []
    for name in NAMES:
        calls += [
            call(fill(0, 3), name),
            call(torch.tensor([-1.0, NAN, 2.0], dtype=torch.float64), name),
            call(torch.tensor(0.0, dtype=torch.float64), name),
            call(fill(1, 1), name),
        ]
    return calls


UNKNOWN = ["ReLU", "Sigmoid", "swish", "", "gelu-tanh", "identity", "linear"]
bad = [call(torch.tensor([-0.5, 2.0], dtype=torch.float64), name) for name in UNKNOWN]


@contract.function(activations(), grid=grid, edges=edges, bad=bad)
def activate(z, name):
    """activate matches torch.nn.functional
    zh: activate 与 torch.nn.functional 一致
    """
    if name not in TABLE:
        raise ValueError("name")
    return TABLE[name](z)


# At most 4 * 2 * 1 + 1: no weighted sum reaches 20.
INPUTS, WEIGHTS = between(-2.0, 2.0), between(-1.0, 1.0)


def mild(w, name):
    """Keep the weighted sum where the gradient of gelu_tanh is well-conditioned, see graded."""
    return w / 4 if name == "gelu_tanh" else w


@questions
def neurons(draw):
    name = draw(names)
    lead = draw(shapes(min_dims=0, max_dims=2, max_side=3))
    width = draw(st.integers(1, 4))
    x = draw(tensors((*lead, width), regimes=INPUTS))
    w = mild(draw(tensors((width,), regimes=WEIGHTS)), name)
    return call(x, w, draw(tensors((), regimes=WEIGHTS)), name)


def neuron_grid(fill: Filler):
    def ask(name, *shape):
        x, w = fill(*shape, regimes=INPUTS[1:]), fill(shape[-1], regimes=WEIGHTS[1:])
        return call(x, mild(w, name), fill(regimes=WEIGHTS[1:]), name)

    shapes_asked = [(3,), (2, 3), (3, 3), (2, 5, 3), (4, 1), (1, 4)]
    return [
        ask(NAMES[(i + 2 * k) % len(NAMES)], *shape) for i, shape in enumerate(shapes_asked) for k in range(2)
    ]


def neuron_edges(fill: Filler):
    return [call(fill(0, 3), fill(3), fill(), name) for name in ("relu", "gelu")]


one = torch.ones((), dtype=torch.float64)
bad_neurons = [
    call(torch.ones(2, 2, dtype=torch.float64), torch.ones(2, dtype=torch.float64), one, n) for n in UNKNOWN
]


@contract.function(neurons(), grid=neuron_grid, edges=neuron_edges, bad=bad_neurons)
def neuron(x, w, b, name):
    """neuron is the activation of x @ w + b
    zh: neuron 等于 x @ w + b 的激活值
    """
    if name not in TABLE:
        raise ValueError("name")
    return TABLE[name](x @ w + b)


@contract.law(name=names, z=tensors(shapes(max_dims=2, max_side=3), regimes=between(-1e4, 1e4)), examples=30)
def nothing_overflows_in_float32(learner, name, z):
    """no inf and no nan in float32 up to 10,000, in the value or the gradient
    zh: float32 下直到 ±10000，函数值和梯度都没有 inf 或 nan
    """
    z = z.float()
    expect(
        bool(torch.isfinite(learner.activate(z, name)).all()),
        f"{name}(z) is finite",
        zh=f"{name}(z) 是有限值",
    ).is_true()
    (gradient,) = vjp(learner.activate, call(z, name), torch.ones_like(z))
    expect(
        bool(torch.isfinite(gradient).all()), f"the gradient of {name} is finite", zh=f"{name} 的梯度是有限值"
    ).is_true()


@contract.law(name=names, size=st.integers(1, 3), examples=30)
def the_slope_at_zero_is_the_one_of_the_table(learner, name, size):
    """the slope at exactly 0 is the one of the table
    zh: 恰好在 0 处的斜率与表中一致
    """
    zeros = torch.zeros(size, dtype=torch.float64)
    (gradient,) = vjp(learner.activate, call(zeros, name), torch.ones_like(zeros))
    expect(gradient, f"the slope of {name} at 0", zh=f"{name} 在 0 处的斜率").close_to(
        torch.full_like(zeros, SLOPES_AT_ZERO[name])
    )


rising = st.sampled_from(["relu", "leaky_relu", "elu", "sigmoid", "tanh", "softplus"])


@contract.law(
    name=rising,
    z=tensors(st.tuples(st.integers(2, 6)), regimes=(SMALL, *between(-8.0, 8.0)[:1])),
    examples=25,
)
def the_monotone_ones_never_fall(learner, name, z):
    """relu, leaky_relu, elu, sigmoid, tanh and softplus never fall
    zh: relu、leaky_relu、elu、sigmoid、tanh、softplus 从不下降
    """
    y = learner.activate(z.sort().values, name)
    expect(
        bool((y[1:] >= y[:-1]).all()),
        f"{name} of rising numbers rises",
        zh=f"自变量递增时，{name} 的值不下降",
    ).is_true()


small = tensors(shapes(max_dims=2, max_side=3), regimes=(SMALL, UNIT))


@contract.law(z=small, examples=15)
def the_family_hangs_together(learner, z):
    """tanh, silu and softplus follow from sigmoid, leaky_relu from relu
    zh: tanh、silu、softplus 都可以由 sigmoid 得到，leaky_relu 可以由 relu 得到
    """

    def f(name, values=z):
        return learner.activate(values, name)

    expect(f("tanh"), "tanh(z)").close_to(2 * f("sigmoid", 2 * z) - 1)
    expect(f("silu"), "silu(z)").close_to(z * f("sigmoid"))
    expect(f("softplus") - f("softplus", -z), "softplus(z) - softplus(-z)").close_to(z)
    expect(f("leaky_relu"), "leaky_relu(z)").close_to(f("relu") - 0.01 * f("relu", -z))
    (slope,) = vjp(learner.activate, call(z, "softplus"), torch.ones_like(z))
    expect(slope, "the slope of softplus", zh="softplus 的斜率").close_to(f("sigmoid"))


@contract.law(z=tensors(shapes(max_dims=2, max_side=3), regimes=GENERIC), name=names, examples=15)
def elements_do_not_see_one_another(learner, z, name):
    """an element gives the same alone as among others
    zh: 一个元素单独计算与放在其他元素之中计算，结果相同
    """
    z = graded(z, name)
    alone = learner.activate(z.reshape(-1)[-1], name)
    expect(
        learner.activate(z, name).reshape(-1)[-1],
        f"{name}(z), the last element",
        zh=f"{name}(z) 的最后一个元素",
    ).close_to(alone)
