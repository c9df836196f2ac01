"""What must hold for derivatives of drawn functions."""

import math

import torch

from grader.contract import Contract, Expression, assign, call, expect, fetch, keep
from grader.inputs import Filler, Regime, between, expressions, questions, shapes, st, tensors

contract = Contract(warm=["func"])

# Beyond these, honest spellings lose digits that the rule cannot see: intermediate results cancel, and 1 - tanh(x) ** 2
# has few digits where tanh saturates. The fourth derivative of tanh(exp(x)) ** 4 in float32 was refused, at x = 1.3.
LARGEST = 10.0
LARGEST_IN_TANH = 2.0
HIGHEST_ORDER = 3

IDENTITY = Expression((("input", 0),))
SQUARE = Expression((("input", 0), ("mul", 0, 0)))
SINE = Expression((("input", 0), ("sin", 0)))
EXPONENTIAL = Expression((("input", 0), ("exp", 0)))
HYPERBOLIC = Expression((("input", 0), ("tanh", 0)))
CUBIC = Expression(
    (("input", 0), ("constant", 3), ("pow", 0, 1), ("constant", 2.0), ("mul", 3, 0), ("sub", 2, 4))
)
CONSTANT = Expression((("input", 0), ("sub", 0, 0), ("constant", 3.0), ("add", 1, 2)))

# Eighths first, so that a counterexample comes down to numbers like 0.125.
POINTS = (
    Regime(
        "eighths",
        -12,
        12,
        lambda i: i / 8,
        lambda n, g: torch.randint(-12, 13, (n,), generator=g).double() / 8,
    ),
    *between(-1.5, 1.5),
)


def taylor(f, x, order):
    """The Taylor coefficients of f at x up to `order`, by the exact rules of series arithmetic.

    Nothing here records a graph: what the learner's code gets from autograd is compared with another calculation.
    Returns them with those of every intermediate result.
    """
    zero = torch.zeros_like(x)
    series = []
    for node in f.nodes:
        if node[0] == "input":
            series.append([x, zero + 1, *[zero] * (order - 1)][: order + 1])
        elif node[0] == "constant":
            series.append([zero + node[1], *[zero] * order])
        else:
            operands = [series[i] for i in node[1:]]
            if node[0] == "pow":
                operands[1] = int(f.nodes[node[2]][1])
            series.append(RULES[node[0]](*operands))
    return series


def product(a, b):
    return [sum(a[i] * b[k - i] for i in range(k + 1)) for k in range(len(a))]


def power(a, exponent):
    result = [torch.ones_like(a[0]), *[torch.zeros_like(a[0])] * (len(a) - 1)]
    for _ in range(exponent):
        result = product(result, a)
    return result


def exponential(a):
    result = [a[0].exp()]
    for k in range(1, len(a)):
        result.append(sum(j * a[j] * result[k - j] for j in range(1, k + 1)) / k)
    return result


def circular(a):
    sine, cosine = [a[0].sin()], [a[0].cos()]
    for k in range(1, len(a)):
        sine.append(sum(j * a[j] * cosine[k - j] for j in range(1, k + 1)) / k)
        cosine.append(-sum(j * a[j] * sine[k - j] for j in range(1, k + 1)) / k)
    return sine, cosine


def hyperbolic(a):
    result = [a[0].tanh()]
    slope = [1 - result[0] ** 2]
    for k in range(1, len(a)):
        result.append(sum(j * a[j] * slope[k - j] for j in range(1, k + 1)) / k)
        slope.append(-sum(result[j] * result[k - j] for j in range(k + 1)))
    return result


RULES = {
    "add": lambda a, b: [p + q for p, q in zip(a, b, strict=True)],
    "sub": lambda a, b: [p - q for p, q in zip(a, b, strict=True)],
    "neg": lambda a: [-p for p in a],
    "mul": product,
    "pow": power,
    "exp": exponential,
    "sin": lambda a: circular(a)[0],
    "cos": lambda a: circular(a)[1],
    "tanh": hyperbolic,
}


def is_tame(f, x, order):
    """Whether no intermediate result, nor any of its derivatives, is large."""
    if not x.numel():
        return True
    every = taylor(f, x, order)
    sizes = [c.abs().max().item() * math.factorial(k) for series in every for k, c in enumerate(series)]
    bent = [every[node[1]][0].abs().max().item() for node in f.nodes if node[0] == "tanh"]
    return max(sizes) <= LARGEST and max(bent, default=0.0) <= LARGEST_IN_TANH


@st.composite
def functions(draw, max_nodes=5):
    """Sums, products, whole powers and compositions, over one variable that is used at least once."""
    f = draw(expressions(max_nodes=max_nodes))
    exponent = draw(st.integers(0, 3))
    if exponent > 1 and len(f.nodes) < 6:
        last = len(f.nodes) - 1
        f = Expression((*f.nodes, ("constant", exponent), ("pow", last, last + 1)))
    return f


def tamed(f, x, order):
    """The function where it is tame, else its shrunken self inside a sine, else a plain sine."""
    if is_tame(f, x, order):
        return f
    last = len(f.nodes) - 1
    calm = Expression((*f.nodes, ("constant", 0.125), ("mul", last, last + 1), ("sin", last + 2)))
    return calm if is_tame(calm, x, order) else SINE


points = tensors(shapes(min_dims=0, max_dims=2, max_side=3), regimes=POINTS)


@questions
def slopes(draw):
    f, x = draw(functions()), draw(points)
    return call(tamed(f, x, 1), x)


@questions
def higher_slopes(draw):
    f, x = draw(functions(max_nodes=4)), draw(points)
    n = draw(st.integers(0, HIGHEST_ORDER))
    return call(tamed(f, x, n), x, n)


def summed(f, square=False):
    """The sum of an elementwise function, or its square: not a sum over the elements any more."""
    last = len(f.nodes)
    nodes = (*f.nodes, ("sum", last - 1))
    return Expression((*nodes, ("mul", last, last)) if square else nodes)


@questions
def gradients(draw):
    f, x = draw(functions(max_nodes=4)), draw(points)
    return call(summed(tamed(f, x, 1), draw(st.booleans())), x)


def shaped(fill, *more):
    return [
        call(CUBIC, fill(5, regimes=POINTS), *more),
        call(SINE, fill(2, 3, regimes=POINTS), *more),
        call(HYPERBOLIC, fill(3, 2, 2, regimes=POINTS), *more),
        call(IDENTITY, fill(3, 2, regimes=POINTS), *more),
        call(EXPONENTIAL, fill(regimes=POINTS), *more),
        call(SQUARE, fill(1, 1, regimes=POINTS), *more),
    ]


def grid(fill: Filler):
    return shaped(fill)


def higher_grid(fill: Filler):
    return [c for n in range(HIGHEST_ORDER + 1) for c in shaped(fill, n)]


def gradient_grid(fill: Filler):
    return [call(summed(c.args[0], square), *c.args[1:]) for square in (False, True) for c in shaped(fill)]


def edges(fill: Filler):
    return [call(f, fill(*shape)) for f in (SINE, CONSTANT, IDENTITY) for shape in ((0,), (2, 0), (1,), ())]


def higher_edges(fill: Filler):
    return [call(*c.args, n) for n in (0, 1, 2) for c in edges(fill)]


def gradient_edges(fill: Filler):
    return [call(summed(c.args[0]), *c.args[1:]) for c in edges(fill)]


small = tensors(st.sampled_from([(2,), (3,), (1, 2)]), regimes=POINTS)


@questions
def negative_orders(draw):
    return call(draw(st.sampled_from([SINE, SQUARE, IDENTITY])), draw(small), draw(st.integers(-3, -1)))


@questions
def vector_functions(draw):
    return call(draw(st.sampled_from([SINE, SQUARE, IDENTITY])), draw(small))


@contract.function(slopes(), grid=grid, edges=edges, gradient=False)
def derivative(f, x):
    """derivative(f, x) is f'(x) at every point
    zh: derivative(f, x) 是每个点上的 f'(x)
    """
    return taylor(f, x.detach(), 1)[-1][1]


@contract.function(
    higher_slopes(), grid=higher_grid, edges=higher_edges, bad=negative_orders(), gradient=False
)
def nth_derivative(f, x, n):
    """nth_derivative(f, x, n) is the n-th derivative at every point
    zh: nth_derivative(f, x, n) 是每个点上的 n 阶导数
    """
    if n < 0:
        raise ValueError(f"n={n}")
    return taylor(f, x.detach().clone(), n)[-1][n] * math.factorial(n)


@contract.function(
    gradients(), grid=gradient_grid, edges=gradient_edges, bad=vector_functions(), gradient=False
)
def gradient(f, x):
    """gradient(f, x) holds the partial derivatives of a scalar-valued f
    zh: gradient(f, x) 是标量值函数 f 的各个偏导数
    """
    point = x.detach().clone().requires_grad_()
    y = f(point)
    if y.dim():
        raise ValueError(f"f(x) has shape {tuple(y.shape)}")
    return torch.autograd.grad(y, point)[0]


@contract.scenario(
    x=tensors(shapes(max_dims=2, max_side=2), regimes=POINTS),
    requires_grad=st.booleans(),
    leftover=st.booleans(),
    examples=16,
)
def x_is_left_as_it_was(learner, x, requires_grad, leftover):
    """x keeps its values, its requires_grad and its .grad
    zh: x 的数值、requires_grad 和 .grad 都保持不变
    """
    point = keep(learner, x.clone().requires_grad_(requires_grad))
    if leftover:
        assign(point, "grad", torch.full_like(x, 7.0))
    seen = []
    for ask in (
        lambda: learner.derivative(CUBIC, point),
        lambda: learner.nth_derivative(CUBIC, point, 0),
        lambda: learner.nth_derivative(CUBIC, point, 2),
        lambda: learner.gradient(summed(CUBIC), point),
    ):
        ask()
        seen.append((fetch(point.requires_grad), fetch(point.grad)))
    return seen, fetch(point).detach()


@contract.law(x=small, n=st.integers(0, 3), requires_grad=st.booleans(), examples=12)
def the_result_carries_no_graph(learner, x, n, requires_grad):
    """results do not require grad
    zh: 结果不要求梯度
    """
    point = x.clone().requires_grad_(requires_grad)
    for f in (SINE, IDENTITY, SQUARE):
        result = learner.nth_derivative(f, point, n)
        expect(
            not result.requires_grad,
            "nth_derivative(f, x, n) is free of a graph",
            zh="nth_derivative(f, x, n) 不带计算图",
        ).is_true()
    expect(
        not learner.derivative(SINE, point).requires_grad,
        "derivative(f, x) is free of a graph",
        zh="derivative(f, x) 不带计算图",
    ).is_true()
    result = learner.gradient(summed(SINE), point)
    expect(
        not result.requires_grad, "gradient(f, x) is free of a graph", zh="gradient(f, x) 不带计算图"
    ).is_true()


@contract.scenario(x=small, n=st.integers(1, 4), examples=12)
def a_constant_has_derivative_zero(learner, x, n):
    """where f no longer depends on x, the derivative is zero
    zh: f 不再依赖 x 时，导数为零
    """
    return {
        "f(x) = 3": learner.nth_derivative(CONSTANT, x, n),
        "f(x) = x": learner.nth_derivative(IDENTITY, x, n + 1),
        "f(x) = x * x": learner.nth_derivative(SQUARE, x, n + 2),
        "f(x) = x ** 3 - 2 * x": learner.nth_derivative(CUBIC, x, n + 3),
        "gradient of 3": learner.gradient(summed(CONSTANT), x),
    }


def joined(name, f, g):
    """f and g of the same x, joined by one operation."""
    shift = len(f.nodes)
    moved = [n if n[0] in ("input", "constant") else (n[0], *(i + shift for i in n[1:])) for n in g.nodes]
    return Expression((*f.nodes, *moved, (name, shift - 1, shift + len(moved) - 1)))


def composed(f, g):
    """f(g(x))."""
    shift, inner = len(g.nodes), len(g.nodes) - 1
    nodes = list(g.nodes)
    place = {}
    for i, node in enumerate(f.nodes):
        if node[0] == "input":
            place[i] = inner
            continue
        place[i] = len(nodes)
        nodes.append(node if node[0] == "constant" else (node[0], *(place[j] for j in node[1:])))
    return Expression(tuple(nodes)) if len(nodes) > shift else g


simple = st.sampled_from([SINE, SQUARE, EXPONENTIAL, HYPERBOLIC, CUBIC, IDENTITY])


@contract.law(f=simple, g=simple, x=small, a=st.sampled_from([2.0, -1.0, 0.5, 3.0]), examples=15)
def the_derivative_is_linear(learner, f, g, x, a):
    """(a f + g)' is a f' + g'
    zh: (a f + g)' 等于 a f' + g'
    """
    last = len(f.nodes) - 1
    scaled = Expression((*f.nodes, ("constant", a), ("mul", last, last + 1)))
    whole = learner.derivative(joined("add", scaled, g), x)
    expect(whole, "derivative of a * f + g", zh="a * f + g 的导数").close_to(
        a * learner.derivative(f, x) + learner.derivative(g, x)
    )


@contract.law(f=simple, g=simple, x=small, examples=15)
def products_follow_the_product_rule(learner, f, g, x):
    """(f g)' is f' g + f g'
    zh: (f g)' 等于 f' g + f g'
    """
    parts = learner.derivative(f, x) * g(x) + f(x) * learner.derivative(g, x)
    expect(learner.derivative(joined("mul", f, g), x), "derivative of f * g", zh="f * g 的导数").close_to(
        parts
    )


@contract.law(f=st.sampled_from([SINE, HYPERBOLIC, SQUARE, IDENTITY]), g=simple, x=small, examples=15)
def compositions_follow_the_chain_rule(learner, f, g, x):
    """f(g(x))' is f'(g(x)) g'(x)
    zh: f(g(x))' 等于 f'(g(x)) g'(x)
    """
    parts = learner.derivative(f, g(x)) * learner.derivative(g, x)
    expect(learner.derivative(composed(f, g), x), "derivative of f(g(x))", zh="f(g(x)) 的导数").close_to(
        parts
    )


@contract.law(f=simple, x=tensors(st.integers(2, 4).map(lambda n: (n,)), regimes=POINTS), examples=15)
def points_are_independent(learner, f, x):
    """each point has its own derivative, whatever the others are
    zh: 每个点有自己的导数，与其他点无关
    """
    alone = torch.stack([learner.derivative(f, point) for point in x])
    expect(learner.derivative(f, x), "derivative(f, x)").close_to(alone)


@contract.law(f=simple, x=small, examples=12)
def the_first_is_the_derivative(learner, f, x):
    """nth_derivative with n = 1 is derivative, and the gradient of the sum
    zh: n = 1 时 nth_derivative 就是 derivative，也是总和的梯度
    """
    first = learner.nth_derivative(f, x, 1)
    expect(first, "nth_derivative(f, x, 1)").close_to(learner.derivative(f, x))
    expect(first, "nth_derivative(f, x, 1)").close_to(learner.gradient(summed(f), x))
