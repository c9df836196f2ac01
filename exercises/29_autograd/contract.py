"""What must hold for a tape that differentiates."""

import torch

from grader.contract import Contract, call, expect, fetch, keep
from grader.inputs import MODERATE, UNIT, Filler, between, questions, shapes, st, tensors
from grader.sandbox import Ask, Handle

contract = Contract(bans=["autograd"])


@st.composite
def part_of(draw, full):
    """A shape that broadcasts to `full`: leading axes left out, other axes set to one."""
    kept = full[draw(st.integers(0, len(full))) :]
    ones = draw(st.integers(0, 2 ** len(kept) - 1))
    return tuple(1 if ones >> i & 1 else side for i, side in enumerate(kept))


@questions
def repeated(draw):
    gradient = draw(tensors(shapes(min_dims=0, max_dims=3, max_side=4), regimes=MODERATE))
    return call(gradient, draw(part_of(tuple(gradient.shape))))


def repeated_grid(fill: Filler):
    wanted = [
        ((2, 3), [(3,), (1, 3), (2, 1), (1, 1), (1,), (), (2, 3)]),
        ((2, 3, 5), [(5,), (3, 1), (2, 1, 5), (1, 3, 1), (1, 5), (3, 5), (2, 1, 1)]),
        ((3, 3), [(3,), (3, 1), (1, 3)]),
        ((1, 3), [(3,), (1,), (1, 3)]),
        ((1, 1), [(1,), (), (1, 1)]),
        ((), [()]),
    ]
    return [call(fill(*sides), shape) for sides, found in wanted for shape in found]


def repeated_edges(fill: Filler):
    wanted = [((0, 3), [(3,), (1, 3), (0, 1), ()]), ((2, 0), [(2, 1), (0,), (2, 0)])]
    return [call(fill(*sides), shape) for sides, found in wanted for shape in found]


def ones(*shape):
    return torch.ones(shape, dtype=torch.float64)


BAD_SHAPES = [
    call(ones(2, 3), (2,)),
    call(ones(2, 3), (3, 2)),
    call(ones(2, 3), (1, 2, 3)),
    call(ones(1, 3), (2, 3)),
    call(ones(3), (2,)),
    call(ones(), (1,)),
    call(ones(2, 2), (4,)),
    call(ones(1), (0,)),
]


@contract.function(
    repeated(), grid=repeated_grid, edges=repeated_edges, bad=BAD_SHAPES, view=True, weight=0.25
)
def unbroadcast(gradient, shape):
    """is the gradient of broadcasting to that shape
    zh: 是广播到该形状的梯度
    """
    try:
        return gradient.sum_to_size(shape).clone()
    except RuntimeError as error:
        raise ValueError(str(error)) from None


@contract.truth
class Tape:
    """torch.autograd behind the statement's methods: every plain tensor has a twin in torch's own graph."""

    def __init__(self):
        self.known = {}

    def twin(self, plain):
        # The plain tensor is kept beside its twin, so that its id stays its own.
        if id(plain) not in self.known:
            self.known[id(plain)] = (plain, plain.detach().clone().requires_grad_())
        return self.known[id(plain)][1]

    def record(self, made):
        plain = made.detach().clone()
        self.known[id(plain)] = (plain, made)
        return plain

    def add(self, a, b):
        return self.record(self.twin(a) + self.twin(b))

    def mul(self, a, b):
        return self.record(self.twin(a) * self.twin(b))

    def matmul(self, a, b):
        return self.record(self.twin(a) @ self.twin(b))

    def sum(self, a):
        return self.record(self.twin(a).sum())

    def relu(self, a):
        return self.record(torch.relu(self.twin(a)))

    def gradient(self, output, inputs):
        total = self.twin(output).sum()
        found = [
            torch.autograd.grad(total, self.twin(x), retain_graph=True, allow_unused=True)[0] for x in inputs
        ]
        return [torch.zeros_like(x) if g is None else g.clone() for x, g in zip(inputs, found, strict=True)]


NUMBERS = between(-2.0, 2.0)
SQUARE = {"add": 2, "mul": 2, "matmul": 2, "sum": 1, "relu": 1}


@questions
def programs(draw, regimes=NUMBERS):
    """Inputs whose shapes broadcast, and operations over them: (name, index of each operand).

    All sides are 1 or n (the leading one 2), so that whatever has two axes can nearly always be multiplied.
    """
    n = draw(st.integers(1, 3))
    inputs = [
        draw(tensors(draw(part_of((2, n, n))), regimes=regimes)) for _ in range(draw(st.integers(1, 3)))
    ]
    sides = [tuple(x.shape) for x in inputs]
    steps = []
    for _ in range(draw(st.integers(1, 6))):
        name = draw(st.sampled_from(["mul", "add", "matmul", "relu", "sum", "mul", "add", "matmul"]))
        # Results before inputs, so that programs are long rather than wide.
        picked = [len(sides) - 1 - draw(st.integers(0, len(sides) - 1)) for _ in range(SQUARE[name])]
        found = [sides[i] for i in picked]
        if name == "matmul" and (min(map(len, found)) < 2 or found[0][-1] != found[1][-2]):
            name = "add"
        steps.append((name, *picked))
        sides.append(shape_of(name, *found))
    return inputs, steps


def shape_of(name, a, b=()):
    if name == "sum":
        return ()
    if name == "matmul":
        return (*torch.broadcast_shapes(a[:-2], b[:-2]), a[-2], b[-1])
    return tuple(torch.broadcast_shapes(a, b))


def kept(method, *args):
    """The result of a call, left where it was computed: the tape knows tensors by identity."""
    return method.ask(*args, options=Ask(keep=True)).value if isinstance(method, Handle) else method(*args)


def held(learner, *inputs):
    return [keep(learner, x.clone()) for x in inputs]


def run(learner, tape, inputs, steps):
    """Run a program and return all its tensors, inputs first."""
    methods = {"add": tape.add, "mul": tape.mul, "matmul": tape.matmul, "sum": tape.sum, "relu": tape.relu}
    values = held(learner, *inputs)
    for name, *operands in steps:
        values.append(kept(methods[name], *(values[i] for i in operands)))
    return values


# The short stories first: simplifying a failed program takes time, and must not use up theirs.
small = tensors(shapes(min_dims=0, max_dims=2, max_side=3), regimes=between(0.5, 2.0))


@contract.law(x=small, examples=10)
def a_value_used_twice_collects_both(learner, x):
    """a tensor that is used several times gets the sum over its uses
    zh: 多次使用的张量，得到各次使用的梯度之和
    """
    tape, (a,) = learner.Tape(), held(learner, x)
    y = kept(tape.add, kept(tape.mul, a, a), a)
    expect(tape.gradient(y, [a])[0], "gradient of x * x + x", zh="x * x + x 的梯度").close_to(2 * x + 1)
    z = kept(tape.add, a, a)
    expect(tape.gradient(z, [a])[0], "gradient of x + x", zh="x + x 的梯度").close_to(torch.full_like(x, 2))


@contract.law(x=small, y=small, examples=8)
def unused_tensors_get_zeros(learner, x, y):
    """what the output does not depend on gets zeros, whether the tape knows it or not
    zh: 与输出无关的张量得到零，无论带子是否见过它
    """
    tape, (a, b, c) = learner.Tape(), held(learner, x, y, y)
    output = kept(tape.sum, a)
    later = kept(tape.mul, output, b)
    found = tape.gradient(output, [b, a, c, later])
    expect(found[0], "gradient of a tensor used only later", zh="之后才用到的张量的梯度").equal_to(
        torch.zeros_like(y)
    )
    expect(found[1], "gradient of the input", zh="输入的梯度").close_to(torch.ones_like(x))
    expect(found[2], "gradient of a tensor that the tape never saw", zh="带子从未见过的张量的梯度").equal_to(
        torch.zeros_like(y)
    )
    expect(found[3], "gradient of a later result", zh="之后的结果的梯度").equal_to(torch.zeros_like(y))


@contract.law(x=small, examples=8)
def the_output_is_one_of_its_inputs(learner, x):
    """the gradient of the output for itself is ones, and results in between have gradients
    zh: 输出对自身的梯度是 1，中间结果也有梯度
    """
    tape, (a,) = learner.Tape(), held(learner, x)
    square = kept(tape.mul, a, a)
    total = kept(tape.add, square, square)
    found = tape.gradient(total, [total, square, a, square])
    expect(found[0], "gradient of the output", zh="输出的梯度").equal_to(torch.ones_like(x))
    expect(found[1], "gradient of the result in between", zh="中间结果的梯度").close_to(torch.full_like(x, 2))
    expect(found[2], "gradient of the input", zh="输入的梯度").close_to(4 * x)
    expect(
        found[3], "gradient of the result that is asked for twice", zh="问了两次的中间结果的梯度"
    ).close_to(torch.full_like(x, 2))


@contract.law(x=small, examples=8)
def equal_tensors_are_told_apart(learner, x):
    """tensors of equal values are different tensors
    zh: 数值相等的张量是不同的张量
    """
    tape, (a, b, c) = learner.Tape(), held(learner, x, x, x)
    y = kept(tape.mul, kept(tape.mul, a, a), b)
    found = tape.gradient(y, [a, b, c])
    expect(found[0], "gradient of a in a * a * b", zh="a * a * b 中 a 的梯度").close_to(2 * x * x)
    expect(found[1], "gradient of b in a * a * b", zh="a * a * b 中 b 的梯度").close_to(x * x)
    expect(
        found[2], "gradient of an equal tensor that was not used", zh="数值相等但没有用到的张量的梯度"
    ).equal_to(torch.zeros_like(x))


@contract.law(program=programs(), examples=10)
def the_tape_may_be_asked_again(learner, program):
    """a tape answers again, about the same output and about another one
    zh: 带子可以反复询问，问同一个输出或另一个输出都行
    """
    inputs, steps = program
    tape = learner.Tape()
    values = run(learner, tape, inputs, steps)
    asked = values[: len(inputs)]
    first = tape.gradient(values[-1], asked)
    middle = kept(tape.sum, values[len(inputs)])
    tape.gradient(middle, asked)
    expect(tape.gradient(values[-1], asked), "the gradients, asked again", zh="再问一次得到的梯度").close_to(
        first
    )


@contract.law(program=programs(), examples=10)
def recorded_tensors_stay_as_they_were(learner, program):
    """asking changes neither inputs nor results
    zh: 询问梯度不会改变输入和结果
    """
    inputs, steps = program
    tape = learner.Tape()
    values = run(learner, tape, inputs, steps)
    before = [fetch(value).clone() for value in values]
    tape.gradient(values[-1], values[: len(inputs)])
    expect(
        [fetch(value) for value in values], "the recorded tensors afterwards", zh="询问之后，记录的张量"
    ).equal_to(before)


@contract.law(x=small, examples=5)
def tapes_know_nothing_of_one_another(learner, x):
    """what one tape recorded, another does not know
    zh: 一条带子记录的内容，另一条并不知道
    """
    tape, other, (a,) = learner.Tape(), learner.Tape(), held(learner, x)
    y = kept(tape.mul, a, a)
    expect(
        other.gradient(y, [a])[0],
        "gradient by a tape that recorded nothing",
        zh="什么也没记录的带子给出的梯度",
    ).equal_to(torch.zeros_like(x))
    expect(
        tape.gradient(y, [a])[0], "gradient by the tape that recorded", zh="做了记录的带子给出的梯度"
    ).close_to(2 * x)


@contract.scenario(x=tensors(st.tuples(st.integers(1, 4)), regimes=(UNIT,)), examples=8)
def relu_has_slope_zero_at_zero(learner, x):
    """relu has the slope 0 at 0, and 1 above it
    zh: relu 在 0 处的斜率为 0，在 0 以上为 1
    """
    x = torch.cat([torch.zeros(1, dtype=x.dtype), x])
    tape, (a,) = learner.Tape(), held(learner, x)
    y = kept(tape.relu, a)
    return fetch(y), tape.gradient(y, [a])


@contract.scenario(x=tensors((2,), regimes=between(0.5, 1.0)), examples=1)
def shared_results_are_walked_once(learner, x):
    """forty doublings are forty steps back, not 2 ** 40
    zh: 翻倍四十次只需回退四十步，而不是 2 ** 40 步
    """
    tape, (a,) = learner.Tape(), held(learner, x)
    y = a
    for _ in range(40):
        y = kept(tape.add, y, y)
    return tape.gradient(y, [a])


@contract.scenario(program=programs(), examples=40, weight=0.25)
def gradients_match_autograd(learner, program):
    """gradients of random programs match torch.autograd, for inputs and results in between
    zh: 随机程序的梯度与 torch.autograd 一致，包括输入和中间结果
    """
    inputs, steps = program
    tape = learner.Tape()
    values = run(learner, tape, inputs, steps)
    return fetch(values[-1]), tape.gradient(values[-1], values)


BATCHES = [
    ((2, 3), (3, 4)),
    ((2, 1, 3), (3, 2)),
    ((2, 3), (4, 3, 2)),
    ((2, 2, 3), (1, 3, 2)),
    ((3, 1, 1, 2), (2, 2, 1)),
    ((1, 2), (3, 2, 1)),
]


@contract.scenario(
    sides=st.sampled_from(BATCHES), seed=st.integers(0, 999), scale=st.sampled_from([1.0, 0.5]), examples=15
)
def products_of_batches(learner, sides, seed, scale):
    """matrix products broadcast their leading axes, and the gradients come back from it
    zh: 矩阵乘积对前面的轴做广播，梯度也相应还原
    """
    generator = torch.Generator().manual_seed(seed)
    inputs = [torch.randn(shape, generator=generator, dtype=torch.float64) * scale for shape in sides]
    tape = learner.Tape()
    a, b = held(learner, *inputs)
    y = kept(tape.matmul, a, b)
    weighted = kept(tape.mul, y, y)
    return fetch(y), tape.gradient(weighted, [a, b])


@contract.scenario(program=programs(regimes=between(-1.0, 1.0)), examples=12)
def float32_stays_float32(learner, program):
    """float32 tensors have float32 results and gradients
    zh: float32 张量的结果和梯度仍是 float32
    """
    inputs, steps = program
    tape = learner.Tape()
    values = run(learner, tape, [x.float() for x in inputs], steps[:3])
    unused = keep(learner, torch.ones(2, dtype=torch.float32))
    return fetch(values[-1]), tape.gradient(values[-1], [*values, unused])


@contract.scenario(program=programs(), examples=8, stand_in=True)
def gradients_live_on_the_device_of_the_tensors(learner, program):
    """gradients live on the device of the tensors
    zh: 梯度与张量在同一个设备上
    """
    inputs, steps = program
    tape = learner.Tape()
    values = run(learner, tape, inputs, steps[:3])
    return tape.gradient(values[-1], values[: len(inputs)])
