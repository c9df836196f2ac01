"""What must hold for the scalar Variable."""

import math

import torch

from grader.contract import Contract, Expression, evaluate, expect, fetch
from grader.inputs import questions, st

contract = Contract(bans=["torch", "numpy"])

# Values and their logarithms stay below this, so that no honest spelling loses digits in a huge intermediate.
LARGEST = 8.0
LEAVES = [2.0, -1.0, 0.5, 3.0, -2.0, 1.5, -0.5, -3.0]
UNARY = ["neg", "tanh", "relu", "exp"]
BINARY = ["add", "mul", "sub", "truediv", "pow"]
SYMBOLS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**"}


@contract.truth
class Variable:
    """torch.autograd on 0-d tensors, with the few conventions of the statement."""

    def __init__(self, data):
        """A leaf of a number, or the node of a tensor that torch has calculated."""
        self.made = data if isinstance(data, torch.Tensor) else torch.tensor(float(data), dtype=torch.float64)
        self.made.requires_grad_()
        self.made.retain_grad()

    @property
    def data(self):
        return self.made.item()

    @property
    def grad(self):
        return 0.0 if self.made.grad is None else self.made.grad.item()

    def backward(self):
        torch.autograd.backward(self.made, retain_graph=True)

    def exp(self):
        return Variable(self.made.exp())

    def tanh(self):
        return Variable(self.made.tanh())

    def relu(self):
        return Variable(self.made.relu())

    def __neg__(self):
        return Variable(-self.made)

    def __add__(self, other):
        return Variable(self.made + tensor_of(other))

    def __radd__(self, other):
        return Variable(tensor_of(other) + self.made)

    def __sub__(self, other):
        return Variable(self.made - tensor_of(other))

    def __rsub__(self, other):
        return Variable(tensor_of(other) - self.made)

    def __mul__(self, other):
        return Variable(self.made * tensor_of(other))

    def __rmul__(self, other):
        return Variable(tensor_of(other) * self.made)

    def __truediv__(self, other):
        return Variable(self.made / nonzero(tensor_of(other)))

    def __rtruediv__(self, other):
        return Variable(tensor_of(other) / nonzero(self.made))

    def __pow__(self, other):
        return Variable(self.made ** tensor_of(other))

    def __rpow__(self, other):
        return Variable(tensor_of(other) ** self.made)


def tensor_of(operand):
    if isinstance(operand, Variable):
        return operand.made
    if isinstance(operand, int | float):
        return torch.tensor(float(operand), dtype=torch.float64)
    raise TypeError(operand)


def nonzero(divisor):
    if divisor.item() == 0:
        raise ZeroDivisionError
    return divisor


def is_safe(name, a, b):
    """Whether an operation on these values is smooth, and neither explodes nor divides by almost nothing."""
    if name == "truediv":
        return abs(b) >= 0.5
    if name == "pow":
        return a >= 0.5 and abs(b) <= 3
    if name == "relu":
        return abs(a) >= 0.125
    if name == "exp":
        return a <= 2
    return True


def calculated(name, a, b):
    values = {"neg": -a, "tanh": math.tanh(a), "relu": max(a, 0.0)}
    if name in values:
        return values[name]
    if name == "exp":
        return math.exp(a)
    return Expression((("input", 0), ("input", 1), (name, 0, 1)))(a, b)


@questions
def graphs(draw, results=0):
    """Numbers, and a graph over them whose nodes are used any number of times.

    The graph returns its last node; with results=2 the one before it too; with results=None every node that is a Variable.
    """
    leaves = draw(st.lists(st.sampled_from(LEAVES), min_size=1, max_size=3))
    nodes = [("input", i) for i in range(len(leaves))]
    values = list(leaves)
    variables = list(range(len(leaves)))
    for _ in range(draw(st.integers(1, 9))):
        name = draw(st.sampled_from(BINARY + UNARY))
        first = draw(st.sampled_from(variables[::-1]))
        second = draw(st.sampled_from(variables)) if name in BINARY else first
        if not is_safe(name, values[first], values[second]):
            continue
        value = calculated(name, values[first], values[second])
        if abs(value) > LARGEST:
            continue
        nodes.append((name, first, second) if name in BINARY else (name, first))
        values.append(value)
        variables.append(len(nodes) - 1)
    while len(nodes) < len(leaves) + max(1, results or 0):
        nodes.append(("neg", len(nodes) - 1))
        variables.append(len(nodes) - 1)
    # Whatever nobody has used comes in at the end, so that every leaf counts.
    unused = [i for i in range(len(nodes) - 1) if not any(i in node[1:] for node in nodes[len(leaves) :])]
    for i in unused[: max(0, len(unused) + 1 - (results or 1))]:
        nodes.append(("add", len(nodes) - 1, i))
        variables.append(len(nodes) - 1)
    if results is None:
        outputs = tuple(i for i in variables if i >= len(leaves))
    elif results:
        outputs = tuple(variables[-results:])
    else:
        outputs = None
    return leaves, Expression(tuple(nodes), outputs)


def variables_of(learner, leaves):
    return [learner.Variable(leaf) for leaf in leaves]


def gradients_of(variables):
    return [fetch(variable.grad) for variable in variables]


# The short stories come first: a failure among the drawn graphs takes time to simplify, and must not use up theirs.
@contract.law(x=st.one_of(st.integers(-3, 3), st.sampled_from(LEAVES)), examples=6, portable=False)
def a_new_variable_has_gradient_zero(learner, x):
    """data is a float, and grad is 0.0 from the start
    zh: data 是 float，grad 一开始就是 0.0
    """
    v = learner.Variable(x)
    data, grad = fetch(v.data), fetch(v.grad)
    expect(type(data) is float, "Variable(x).data is a float", zh="Variable(x).data 是 float").is_true()
    expect(data, "Variable(x).data").equal_to(float(x))
    expect(type(grad) is float, "Variable(x).grad is a float", zh="Variable(x).grad 是 float").is_true()
    expect(grad, "Variable(x).grad").equal_to(0.0)
    expect(
        type(fetch((v + 1).data)) is float, "(v + 1).data is a float", zh="(v + 1).data 是 float"
    ).is_true()


numbers = st.one_of(st.integers(2, 4), st.sampled_from([0.5, 1.5, 2.5]))


@contract.scenario(x=st.sampled_from([2.0, 0.5, 1.5, 3.0]), n=numbers, examples=4, portable=False)
def numbers_stand_on_either_side(learner, x, n):
    """a number may stand on either side of every operator
    zh: 数字可以在每个运算符的任意一侧
    """
    seen = {}
    for name, symbol in SYMBOLS.items():
        for text, order in ((f"v {symbol} n", (0, 1)), (f"n {symbol} v", (1, 0))):
            v = learner.Variable(x)
            y = evaluate(learner, Expression((("input", 0), ("input", 1), (name, *order))), v, n)
            y.backward()
            seen[text] = (fetch(y.data), fetch(v.grad))
    return seen


@contract.scenario(
    x=st.sampled_from([-2.0, -1.0, -0.5, -3.0]), n=st.integers(-3, 4), examples=12, portable=False
)
def negative_bases_have_gradients(learner, x, n):
    """a negative base has its gradient
    zh: 负底数也有梯度
    """
    v, w, exponent = learner.Variable(x), learner.Variable(x), learner.Variable(n)
    y, z = v**n, w**exponent
    y.backward()
    z.backward()
    return {
        "v ** n": (fetch(y.data), fetch(v.grad)),
        "v ** w": (fetch(z.data), fetch(w.grad)),
        "gradient of the exponent": fetch(exponent.grad),
    }


@contract.scenario(
    x=st.sampled_from([2.0, 0.5, 1.5, 3.0]),
    n=st.sampled_from([2.0, -1.0, 0.5, 3.0, -2.5]),
    examples=10,
    portable=False,
)
def exponents_may_be_variables(learner, x, n):
    """an exponent that is a Variable gets its gradient
    zh: 指数是 Variable 时也得到梯度
    """
    v, w, u = learner.Variable(x), learner.Variable(n), learner.Variable(n)
    y, z = v**w, x**u
    y.backward()
    z.backward()
    return {"v ** w": (fetch(y.data), fetch(v.grad), fetch(w.grad)), "x ** u": (fetch(z.data), fetch(u.grad))}


@contract.scenario(largest=st.integers(1, 3), examples=3, portable=False)
def powers_at_zero(learner, largest):
    """powers of zero have torch's gradients, and v ** 0 has slope 0
    zh: 零的乘方与 torch 的梯度一致，v ** 0 的斜率为 0
    """
    seen = {}
    for n in range(largest + 1):
        v, w, exponent = learner.Variable(0.0), learner.Variable(0.0), learner.Variable(n)
        y, z = v**n, w**exponent
        y.backward()
        z.backward()
        seen[f"v ** {n}"] = (fetch(y.data), fetch(v.grad))
        seen[f"v ** Variable({n})"] = (fetch(z.data), fetch(w.grad), fetch(exponent.grad))
    return seen


@contract.scenario(
    x=st.sampled_from([0.0, -0.0, 1.0, -1.0]), scale=st.integers(2, 4), examples=8, portable=False
)
def relu_has_slope_zero_at_zero(learner, x, scale):
    """relu has the slope 0 at 0
    zh: relu 在 0 处的斜率为 0
    """
    v, zero = learner.Variable(x), learner.Variable(0.0)
    y = (v.relu() + zero.relu()) * scale
    y.backward()
    return fetch(y.data), fetch(v.grad), fetch(zero.grad)


@contract.scenario(x=st.one_of(st.integers(400, 1000), st.integers(-1000, -400)), examples=6, portable=False)
def tanh_holds_far_out(learner, x):
    """tanh works for large numbers
    zh: tanh 对很大的数也可用
    """
    seen = []
    for number in (x, 1000 + abs(x), -1000 - abs(x)):
        v = learner.Variable(number)
        y = v.tanh()
        y.backward()
        seen.append((fetch(y.data), fetch(v.grad)))
    return seen


@contract.law(x=st.sampled_from([2.0, 0.5, 3.0]), examples=3, portable=False)
def operands_stay_as_they_were(learner, x):
    """calculating changes no operand, and gives a new Variable
    zh: 运算不改变操作数，得到的是新的 Variable
    """
    a, b = learner.Variable(x), learner.Variable(x + 1)
    every = [("input", 0), ("input", 1), *((name, 0, 1) for name in BINARY), *((name, 0) for name in UNARY)]
    results = evaluate(learner, Expression(tuple(every), tuple(range(2, len(every)))), a, b)
    results[0].backward()
    expect(fetch(a.data), "a.data after the calculations", zh="运算之后的 a.data").equal_to(x)
    expect(fetch(b.data), "b.data after the calculations", zh="运算之后的 b.data").equal_to(x + 1)
    expect(
        fetch(results[0].data), "(a + b).data after the other calculations", zh="其他运算之后的 (a + b).data"
    ).equal_to(x + (x + 1))
    expect(
        fetch(results[2].grad),
        "gradient of a node that a + b was not calculated from",
        zh="与 a + b 无关的节点的梯度",
    ).equal_to(0.0)


@contract.law(other=st.sampled_from([None, "a", [1.0], (2.0,), {}]), examples=5, portable=False)
def other_operands_are_refused(learner, other):
    """an operand that is no number raises TypeError
    zh: 操作数不是数字时抛出 TypeError
    """
    v = learner.Variable(2.0)
    for name, symbol in SYMBOLS.items():
        for text, order in ((f"v {symbol} {other!r}", (0, 1)), (f"{other!r} {symbol} v", (1, 0))):
            f = Expression((("input", 0), ("input", 1), (name, *order)))
            expect(lambda f=f: evaluate(learner, f, v, other), text).raises(TypeError)


@contract.law(x=st.sampled_from([1.0, -2.0, 3.0]), examples=2, portable=False)
def division_by_zero_raises(learner, x):
    """dividing by zero raises ZeroDivisionError
    zh: 除以零抛出 ZeroDivisionError
    """
    v, zero = learner.Variable(x), learner.Variable(0.0)
    expect(lambda: v / 0, "v / 0").raises(ZeroDivisionError)
    expect(lambda: v / zero, "v / Variable(0.0)").raises(ZeroDivisionError)
    expect(lambda: 1 / zero, "1 / Variable(0.0)").raises(ZeroDivisionError)


@contract.scenario(graph=graphs(), examples=60, weight=0.2, portable=False)
def gradients_match_autograd(learner, graph):
    """values and gradients match torch.autograd
    zh: 数值和梯度与 torch.autograd 一致
    """
    leaves, f = graph
    variables = variables_of(learner, leaves)
    y = evaluate(learner, f, *variables)
    y.backward()
    return {"y": fetch(y.data), "gradients": gradients_of(variables)}


@contract.scenario(graph=graphs(results=None), examples=15, portable=False)
def intermediate_results_get_gradients(learner, graph):
    """intermediate results and y itself get their gradients too
    zh: 中间结果和 y 自己也得到梯度
    """
    leaves, f = graph
    nodes = evaluate(learner, f, *variables_of(learner, leaves))
    nodes[-1].backward()
    return gradients_of(nodes)


@contract.scenario(graph=graphs(), examples=20, portable=False)
def backward_twice_accumulates(learner, graph):
    """after two calls of backward() a leaf holds twice the gradient
    zh: 调用两次 backward() 后，叶子上是梯度的两倍
    """
    leaves, f = graph
    variables = variables_of(learner, leaves)
    y = evaluate(learner, f, *variables)
    y.backward()
    y.backward()
    return gradients_of(variables)


@contract.scenario(graph=graphs(results=2), examples=20, portable=False)
def gradients_of_two_results_add_up(learner, graph):
    """after y.backward() and z.backward() a leaf holds the gradient of y + z
    zh: 先 y.backward() 再 z.backward()，叶子上是 y + z 的梯度
    """
    leaves, f = graph
    variables = variables_of(learner, leaves)
    y, z = evaluate(learner, f, *variables)
    y.backward()
    z.backward()
    return gradients_of(variables)


@contract.law(graph=graphs(results=2), examples=8, portable=False)
def the_gradient_of_a_sum_is_the_sum(learner, graph):
    """the gradient of y + z is the gradient of y plus the gradient of z
    zh: y + z 的梯度等于 y 的梯度加 z 的梯度
    """
    leaves, f = graph
    seen = []
    for which in ("y", "z", "y + z"):
        variables = variables_of(learner, leaves)
        y, z = evaluate(learner, f, *variables)
        result = {"y": y, "z": z}[which] if which != "y + z" else y + z
        result.backward()
        seen.append(torch.tensor(gradients_of(variables), dtype=torch.float64))
    expect(seen[2], "gradients of y + z", zh="y + z 的梯度").close_to(seen[0] + seen[1])


# Whole numbers have no neighbours to try for the allowed error, so this long chain is calculated by the truth once.
@contract.scenario(x=st.integers(1, 3), examples=1, portable=False)
def a_deep_chain_is_no_problem(learner, x):
    """a chain of 5,000 operations does not hit the recursion limit
    zh: 5,000 个运算连成的链不会触发递归上限
    """
    nodes = [("input", 0), ("constant", 1)]
    for i in range(2_500):
        nodes += [("neg", 2 * i + 1 if i else 0), ("add", 2 * i + 2, 1)]
    v = learner.Variable(x)
    y = evaluate(learner, Expression(tuple(nodes)), v)
    y.backward()
    return fetch(y.data), fetch(v.grad)


@contract.scenario(x=st.integers(1, 3), doublings=st.integers(50, 60), examples=1, portable=False)
def a_shared_graph_is_walked_once(learner, x, doublings):
    """sixty doublings are sixty steps back, not 2 ** 60
    zh: 翻倍六十次只需回退六十步，而不是 2 ** 60 步
    """
    nodes = [("input", 0), *(("add", i, i) for i in range(doublings))]
    v = learner.Variable(x)
    y = evaluate(learner, Expression(tuple(nodes)), v)
    y.backward()
    return fetch(y.data), fetch(v.grad)
