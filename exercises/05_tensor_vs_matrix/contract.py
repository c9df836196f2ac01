"""What must hold for changing the basis of a tensor."""

import string

import torch

from grader.contract import Contract, call, expect
from grader.inputs import Filler, Regime, questions, st, tensors

contract = Contract()

# Of rank 4 every element is a sum of 81 products of five numbers: of this size they lose nothing.
NUMBERS = (
    Regime("eighths", -8, 8, lambda i: i / 8, lambda n, g: torch.rand(n, generator=g).double() * 2 - 1),
)


def numbers(*shape):
    return tensors(shape, regimes=NUMBERS)


@st.composite
def pairs(draw, min_rank=0, max_rank=4, min_side=1):
    """A tensor and a matrix."""
    rank, side = draw(st.integers(min_rank, max_rank)), draw(st.integers(min_side, 3))
    return draw(numbers(*[side] * rank)), draw(numbers(side, side))


@questions
def changes(draw):
    return call(*draw(pairs()))


def change_grid(fill: Filler):
    sizes = [
        (0, 2),
        (1, 2),
        (2, 2),
        (1, 5),
        (2, 3),
        (3, 2),
        (3, 3),
        (4, 2),
        (4, 3),
        (2, 5),
        (0, 1),
        (1, 1),
        (0, 3),
        (4, 1),
    ]
    return [
        call(fill(*[side] * rank, regimes=NUMBERS), fill(side, side, regimes=NUMBERS)) for rank, side in sizes
    ]


def misfits():
    """Shapes of tensor and matrix that do not go together."""
    shapes = [
        ((2,), (2, 3)),
        ((3,), (2, 3)),
        ((2,), (3, 2)),
        ((), (2, 3)),
        ((), (1, 2)),
        ((), (2,)),
        ((), ()),
        ((2,), (2,)),
        ((2,), (2, 2, 2)),
        ((2,), (1, 2, 2)),
        ((2, 2), (2, 2, 2)),
        ((3,), (2, 2)),
        ((2,), (3, 3)),
        ((1,), (2, 2)),
        ((2,), (1, 1)),
        ((2, 3), (2, 2)),
        ((3, 2), (2, 2)),
        ((2, 3), (3, 3)),
        ((1, 2), (2, 2)),
        ((2, 1), (2, 2)),
        ((2, 2, 1), (2, 2)),
        ((2, 1, 2), (2, 2)),
        ((1, 1), (2, 2)),
        ((2, 2), (1, 1)),
        ((2, 3), (2, 3)),
        ((3, 3), (2, 3)),
        ((2, 2), (2, 1)),
    ]
    return [call(torch.ones(tensor).double(), torch.ones(matrix).double()) for tensor, matrix in shapes]


@contract.function(changes(), grid=change_grid, bad=misfits())
def change_basis(tensor, matrix):
    """transforms every index with the matrix
    zh: 用矩阵变换每一个下标
    """
    if matrix.dim() != 2 or any(side != len(matrix) for side in (*matrix.shape, *tensor.shape)):
        raise ValueError("shapes")
    rank = tensor.dim()
    if rank == 0:
        return tensor.clone()
    before, after = string.ascii_lowercase[:rank], string.ascii_uppercase[:rank]
    factors = ",".join(a + b for a, b in zip(after, before, strict=True))
    return torch.einsum(f"{factors},{before}->{after}", *[matrix] * rank, tensor)


@contract.law(pair=pairs(), examples=15)
def the_identity_changes_nothing(learner, pair):
    """the identity changes nothing
    zh: 单位矩阵不改变任何张量
    """
    tensor, matrix = pair
    found = learner.change_basis(tensor, torch.eye(len(matrix), dtype=tensor.dtype))
    expect(found, "change_basis(T, identity)").close_to(tensor)


@st.composite
def chains(draw):
    """A tensor and two matrices."""
    tensor, matrix = draw(pairs(1))
    return tensor, matrix, draw(numbers(*matrix.shape))


@contract.law(chain=chains(), examples=20)
def two_changes_are_one_by_the_product(learner, chain):
    """A and then B is the one change BA
    zh: 先 A 后 B 等于一次变换 BA
    """
    tensor, a, b = chain
    twice = learner.change_basis(learner.change_basis(tensor, a), b)
    expect(twice, "change_basis(change_basis(T, A), B)").close_to(learner.change_basis(tensor, b @ a))


@contract.law(value=numbers(), matrix=st.integers(1, 3).flatmap(lambda n: numbers(n, n)), examples=15)
def a_scalar_is_invariant(learner, value, matrix):
    """a number without indices stays as it is
    zh: 没有下标的数保持不变
    """
    expect(
        learner.change_basis(value, matrix), "change_basis of a scalar", zh="标量的 change_basis"
    ).equal_to(value)


@st.composite
def turned(draw):
    """A matrix and an orthogonal one: a product of rotations, sometimes mirrored."""
    side = draw(st.integers(1, 3))
    turn = torch.eye(side, dtype=torch.float64)
    for axis in range(side - 1):
        angle = torch.tensor(draw(st.integers(0, 24)) * 0.25, dtype=torch.float64)
        step = torch.eye(side, dtype=torch.float64)
        step[axis, axis] = step[axis + 1, axis + 1] = angle.cos()
        step[axis + 1, axis] = angle.sin()
        step[axis, axis + 1] = -angle.sin()
        turn = step @ turn
    if draw(st.booleans()):
        turn[0] = -turn[0]
    return draw(numbers(side, side)), turn


@contract.law(pair=turned(), examples=20)
def a_turn_keeps_the_trace(learner, pair):
    """an orthogonal matrix keeps the trace of a tensor of rank 2
    zh: 正交矩阵保持二阶张量的迹
    """
    tensor, turn = pair
    expect(learner.change_basis(tensor, turn).trace(), "the trace afterwards", zh="变换之后的迹").close_to(
        tensor.trace()
    )


@st.composite
def sums(draw):
    tensor, matrix = draw(pairs())
    return tensor, draw(numbers(*tensor.shape)), matrix, draw(st.sampled_from([2.0, -1.0, 0.5, 0.0]))


@contract.law(drawn=sums(), examples=20)
def it_is_linear_in_the_tensor(learner, drawn):
    """it is linear in the tensor
    zh: 对张量是线性的
    """
    one, other, matrix, factor = drawn
    together = learner.change_basis(factor * one + other, matrix)
    apart = factor * learner.change_basis(one, matrix) + learner.change_basis(other, matrix)
    expect(together, "change_basis(a * T + U, A)").close_to(apart)


@st.composite
def vectors(draw):
    """One to four vectors and a matrix."""
    side = draw(st.integers(1, 3))
    return [draw(numbers(side)) for _ in range(draw(st.integers(1, 4)))], draw(numbers(side, side))


@contract.law(drawn=vectors(), examples=20)
def a_product_of_vectors_stays_one(learner, drawn):
    """the outer product of vectors becomes that of the transformed vectors
    zh: 向量的外积变换后，等于各向量变换后的外积
    """
    factors, matrix = drawn

    def outer(parts):
        result = parts[0]
        for part in parts[1:]:
            result = result[..., None] * part
        return result

    known = outer([matrix @ factor for factor in factors])
    expect(
        learner.change_basis(outer(factors), matrix),
        "change_basis(u x v x ..., A)",
        zh="外积的 change_basis(u x v x ..., A)",
    ).close_to(known)
