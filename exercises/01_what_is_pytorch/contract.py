"""What must hold for the two-layer network that came from NumPy."""

import numpy as np
import torch

from grader.contract import Contract, call, expect, vjp
from grader.inputs import Filler, Regime, questions, st, tensors

contract = Contract()

# At most 5 arrives at tanh: where it is flat, 1 - tanh**2 has no digits left, and honest spellings differ.
NUMBERS = (
    Regime("eighths", -8, 8, lambda i: i / 8, lambda n, g: torch.rand(n, generator=g).double() * 2 - 1),
)
LEADING = [(), (1,), (2,), (3,), (4,), (2, 2), (3, 1), (1, 2, 3)]


def network(number, leading, inputs, hidden, outputs):
    """The five arguments, each made by `number(*shape)`."""
    shapes = [(*leading, inputs), (inputs, hidden), (hidden,), (hidden, outputs), (outputs,)]
    return tuple(number(*shape) for shape in shapes)


@st.composite
def networks(draw, leading=LEADING):
    sides = [draw(st.integers(1, 4)) for _ in range(3)]
    return network(
        lambda *shape: draw(tensors(shape, regimes=NUMBERS)), draw(st.sampled_from(leading)), *sides
    )


def network_grid(fill: Filler):
    sizes = [
        ((), 3, 2, 5),
        ((5,), 2, 3, 4),
        ((2,), 3, 5, 2),
        ((3,), 3, 3, 3),
        ((4,), 4, 4, 4),
        ((1,), 1, 1, 1),
        ((2, 3), 5, 2, 3),
        ((3, 1, 2), 2, 4, 1),
    ]
    return [call(*network(lambda *shape: fill(*shape, regimes=NUMBERS), *size)) for size in sizes]


def network_edges(fill: Filler):
    huge = list(network(fill, (3,), 2, 4, 2))
    huge[1] = huge[1] * 1000
    huge[2] = torch.tensor([1e4, -1e4, 3e4, -3e4], dtype=torch.float64)
    return [call(*network(fill, (0,), 3, 2, 5)), call(*network(fill, (2, 0), 3, 2, 5)), call(*huge)]


@questions
def calls(draw):
    return call(*draw(networks()))


@contract.function(calls(), grid=network_grid, edges=network_edges)
def two_layer_forward(x, w1, b1, w2, b2):
    """computes tanh(x @ w1 + b1) @ w2 + b2
    zh: 计算 tanh(x @ w1 + b1) @ w2 + b2
    """
    return torch.tanh(x @ w1 + b1) @ w2 + b2


@contract.law(arguments=networks(), examples=20)
def agrees_with_the_numpy_program(learner, arguments):
    """agrees with the NumPy program of the statement
    zh: 与题目中的 NumPy 程序一致
    """
    x, w1, b1, w2, b2 = (argument.numpy() for argument in arguments)
    known = np.asarray(np.tanh(x @ w1 + b1) @ w2 + b2)
    expect(learner.two_layer_forward(*arguments), "two_layer_forward").close_to(torch.from_numpy(known))


@contract.law(arguments=networks([(2,), (3,), (4,), (2, 2)]), seed=st.integers(0, 2**31 - 1), examples=20)
def gradients_reach_every_parameter(learner, arguments, seed):
    """gradients reach the input and all four parameters
    zh: 梯度传到输入和四个参数
    """
    x, w1, b1, w2, b2 = arguments
    generator = torch.Generator().manual_seed(seed)
    upstream = torch.rand(*x.shape[:-1], len(b2), generator=generator, dtype=x.dtype) + 0.5
    found = vjp(learner.two_layer_forward, call(*arguments), upstream)
    hidden = torch.tanh(x @ w1 + b1)
    before = (upstream @ w2.mT) * (1 - hidden**2)
    rows, ups = before.reshape(-1, len(b1)), upstream.reshape(-1, len(b2))
    known = {
        "x": before @ w1.mT,
        "w1": x.reshape(-1, len(w1)).mT @ rows,
        "b1": rows.sum(0),
        "w2": hidden.reshape(-1, len(b1)).mT @ ups,
        "b2": ups.sum(0),
    }
    for gradient, (name, value) in zip(found, known.items(), strict=True):
        expect(gradient, f"the gradient of {name}", zh=f"{name} 的梯度").close_to(value)


@contract.law(arguments=networks([(2,), (3,), (4,)]), seed=st.integers(0, 2**31 - 1), examples=20)
def rows_are_independent(learner, arguments, seed):
    """the rows of a batch know nothing of one another
    zh: 批次中的各行互不影响
    """
    x, *parameters = arguments
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(seed))
    together = learner.two_layer_forward(x, *parameters)
    expect(
        learner.two_layer_forward(x[order], *parameters), "the reordered batch", zh="打乱各行之后的批次"
    ).close_to(together[order])
    expect(
        learner.two_layer_forward(x[0], *parameters), "the first row alone", zh="单独计算的第一行"
    ).close_to(together[0])
