"""What must hold for attributes, compressed rows and promotion."""

import torch

from grader.contract import Contract, Recipe, call, expect, fetch, keep
from grader.inputs import SMALL, SPECIAL, TIES, UNIT, Filler, questions, shapes, st, tensors
from grader.sandbox import Ask

contract = Contract(bans=["to_sparse", "type_promotion"])

BOOL, INTEGERS = torch.bool, [torch.int64, torch.int32, torch.uint8, torch.int8, torch.int16]
FLOATING, COMPLEX = (
    [torch.float32, torch.float64, torch.float16, torch.bfloat16],
    [torch.complex64, torch.complex128],
)
HALF = FLOATING[2:]
DTYPES = [BOOL, *INTEGERS, *FLOATING, *COMPLEX]


# -- attributes -----------------------------------------------------------------------------------------------


@contract.truth
def describe(tensor):
    strided = tensor.layout is torch.strided
    return {
        "dtype": tensor.dtype,
        "device": tensor.device,
        "layout": tensor.layout,
        "shape": tuple(tensor.shape),
        "stride": tensor.stride() if strided else None,
    }


def described(tensor):
    """What a tensor says about itself, where it is."""
    return {
        "dtype": fetch(tensor.dtype),
        "device": fetch(tensor.device),
        "layout": fetch(tensor.layout),
        "shape": tuple(fetch(tensor.shape)),
        "stride": tuple(tensor.stride()),
    }


def arranged(x, arrangement):
    """The same shape, or nearly, otherwise arranged in memory."""
    if arrangement == "transposed":
        return x.permute(*reversed(range(x.dim()))) if x.dim() else x
    if arrangement == "expanded":
        return x[None].expand(3, *x.shape)
    if arrangement == "stepped" and x.dim():
        return x.repeat_interleave(2, dim=-1)[..., ::2]
    return x


@contract.law(
    shape=shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
    dtype=st.sampled_from(DTYPES),
    arrangement=st.sampled_from(["plain", "transposed", "expanded", "stepped"]),
    weight=0.1,
)
def describe_says_what_the_tensor_says(learner, shape, dtype, arrangement):
    """describe gives dtype, device, layout, shape and stride, and nothing else
    zh: describe 给出 dtype、device、layout、shape 和 stride，不多不少
    """
    held = keep(learner, arranged(torch.zeros(shape, dtype=dtype), arrangement))
    expect(learner.describe(held), "describe(tensor)").equal_to(described(held))


@contract.law(shape=shapes(min_dims=0, max_dims=2, min_side=0), dtype=st.sampled_from(DTYPES), examples=10)
def describe_knows_other_devices(learner, shape, dtype):
    """describe names the device on which the tensor is
    zh: describe 给出张量所在的设备
    """
    held = keep(learner, torch.zeros(shape, dtype=dtype)).to("meta")
    expect(
        learner.describe(held), "describe(a tensor on meta)", zh="describe(在 meta 设备上的张量)"
    ).equal_to(described(held))


def held(function, *args):
    """Call a function and leave the result where the learner's code is, so that it keeps its graph."""
    ask = getattr(function, "ask", None)
    return function(*args) if ask is None else ask(*args, options=Ask(keep=True)).value


@contract.scenario(rows=st.integers(1, 4), width=st.integers(1, 3), examples=5, portable=False)
def a_sparse_tensor_has_no_strides(learner, rows, width):
    """describe gives a sparse tensor the stride None
    zh: 对稀疏张量，describe 给出的 stride 为 None
    """
    # The gradient of such an embedding is a sparse tensor.
    options = {"num_embeddings": rows, "embedding_dim": width, "sparse": True}
    model = keep(learner, Recipe.of(("Embedding", options), seed=0))
    loss = held(held(model, torch.tensor([0])).sum)
    loss.backward()
    return learner.describe(model.weight.grad)


# -- compressed rows ------------------------------------------------------------------------------------------

REGIMES = (SMALL, TIES, UNIT)


@questions
def matrices(draw, min_side=1):
    """Matrices with many zeros, and rows and columns without any entry."""
    side = st.integers(min_side, 4)
    x = draw(tensors(st.tuples(side, side), regimes=REGIMES))
    holes = draw(st.integers(0, 2**16 - 1))
    mask = torch.tensor([holes >> i & 1 for i in range(x.numel())], dtype=torch.bool).reshape(x.shape)
    return x.masked_fill(mask, 0.0)


def matrix_grid(fill: Filler):
    found = []
    for rows, columns in ((5, 3), (3, 5), (1, 7), (7, 1), (2, 2), (11, 13)):
        x = fill(rows, columns)
        found.append(x)
        found.append(x * (fill(rows, columns) > 0.5))
        sparse = x.clone()
        sparse[-1] = sparse[:, 0] = 0
        found.append(sparse)
        sparse = x * (fill(rows, columns) > 0)
        sparse[: rows // 2 + 1] = 0
        found.append(sparse)
    return found


def matrix_edges(fill: Filler):
    inf, nan = float("inf"), float("nan")
    special = torch.tensor([[0.0, nan, 0.0], [0.0, 0.0, -0.0], [inf, 0.0, -inf]], dtype=torch.float64)
    found = [special, fill(3, 4, regimes=(SPECIAL,)), torch.zeros(3, 4).double()]
    return [call(x) for x in [*found, fill(0, 3), fill(3, 0), fill(0, 0), torch.full((1, 1), nan).double()]]


@contract.function(
    matrices().map(call),
    grid=lambda fill: [call(x) for x in matrix_grid(fill)],
    edges=matrix_edges,
    bad=[call(torch.ones(shape, dtype=torch.float64)) for shape in ((), (3,), (1, 2, 2), (0,), (1, 1, 1, 1))],
    half=["bfloat16", "float16"],
    weight=0.2,
)
def to_csr(dense):
    """compresses the rows of a matrix
    zh: 压缩矩阵的行
    """
    if dense.dim() != 2:
        raise ValueError("axes")
    row, col = (dense != 0).nonzero(as_tuple=True)
    counts = torch.bincount(row, minlength=len(dense))
    return torch.cat([counts.new_zeros(1), counts.cumsum(0)]), col, dense[row, col]


def compressed(dense, x):
    return call(*to_csr(dense), x)


@questions
def products(draw):
    dense = draw(matrices())
    return compressed(dense, draw(tensors((dense.shape[1],), regimes=REGIMES)))


def product_edges(fill: Filler):
    # What no entry asks for stays out, and what one row has does not reach another.
    inf, nan = float("inf"), float("nan")
    dense = torch.tensor([[1.0, 0, 0], [0, 2, 0], [0, 0, 0], [0, 0, 3]], dtype=torch.float64)
    calls = [
        compressed(dense, torch.tensor(x, dtype=torch.float64))
        for x in ([nan, 1, 2], [1, inf, 2], [5, 1, nan])
    ]
    calls.append(
        compressed(dense * torch.tensor([1.0, 1, 0]), torch.tensor([1, 2, nan], dtype=torch.float64))
    )
    calls.append(compressed(torch.tensor([[nan, 0], [0, 1]]).double(), fill(2)))
    return [
        *calls,
        *(compressed(torch.zeros(shape).double(), fill(shape[1])) for shape in ((3, 2), (0, 3), (3, 0))),
    ]


@contract.function(
    products(),
    grid=lambda fill: [compressed(dense, fill(dense.shape[1])) for dense in matrix_grid(fill)],
    edges=product_edges,
    weight=0.2,
)
def csr_matvec(crow, col, values, x):
    """multiplies compressed rows by a vector
    zh: 用压缩行与向量相乘
    """
    row = torch.arange(len(crow) - 1).repeat_interleave(crow.diff())
    return values.new_zeros(len(crow) - 1).index_add(0, row, values * x[col])


@contract.law(dense=matrices(), examples=20)
def the_matrix_can_be_restored(learner, dense):
    """the compressed rows hold the whole matrix
    zh: 压缩行包含了整个矩阵
    """
    crow, col, values = learner.to_csr(dense)
    restored = torch.zeros_like(dense)
    for row, (start, end) in enumerate(zip(crow.tolist(), crow.tolist()[1:], strict=False)):
        for place in range(start, end):
            restored[row, col[place]] = values[place]
    expect(restored, "the matrix from its compressed rows", zh="由压缩行还原的矩阵").equal_to(dense + 0.0)


@contract.law(
    examples=20,
    product=matrices().flatmap(lambda m: st.tuples(st.just(m), tensors((m.shape[1],), regimes=REGIMES))),
)
def both_together_are_a_matrix_product(learner, product):
    """csr_matvec(*to_csr(a), x) is a @ x
    zh: csr_matvec(*to_csr(a), x) 等于 a @ x
    """
    dense, x = product
    expect(learner.csr_matvec(*learner.to_csr(dense), x), "csr_matvec(*to_csr(a), x)").close_to(dense @ x)


# -- promotion ------------------------------------------------------------------------------------------------


def category(dtype):
    return 3 if dtype.is_complex else 2 if dtype.is_floating_point else int(dtype is not torch.bool)


def over(upper, lower):
    """Let a class of operands stand over another, as torch does."""
    if upper is None or lower is None:
        return upper if lower is None else lower
    if category(lower) <= category(upper):
        return upper
    if category(upper) == 2:
        return torch.promote_types(upper, torch.complex64)
    return lower


@contract.truth
def result_dtype(*operands):
    if not operands:
        raise ValueError("no operands")
    found = [None, None, None]
    for operand in operands:
        is_tensor = isinstance(operand, torch.Tensor)
        place = (operand.dim() == 0) if is_tensor else 2
        dtype = operand.dtype if is_tensor else torch.tensor(operand).dtype
        found[place] = dtype if found[place] is None else torch.promote_types(found[place], dtype)
    result = over(found[0], over(found[1], found[2]))
    # torch's own rule knows two operands at a time.
    assert len(operands) > 2 or result is torch.result_type(*operands[:1], *operands[-1:])
    return result


NUMBERS = [True, 3, 2.5, 1 + 2j]


@questions
def operands(draw, max_count=4):
    """Tensors with axes, tensors without and Python numbers; half types never stand beside complex ones."""
    dtypes = draw(st.sampled_from([[BOOL, *INTEGERS, *FLOATING], [BOOL, *INTEGERS, *FLOATING[:2], *COMPLEX]]))
    numbers = NUMBERS if COMPLEX[0] in dtypes else NUMBERS[:3]
    found = []
    for _ in range(draw(st.integers(1, max_count))):
        kind = draw(st.sampled_from(["axes", "axes", "none", "none", "number"]))
        if kind == "number":
            found.append(draw(st.sampled_from(numbers)))
        else:
            shape = draw(st.sampled_from([(1,), (2,), (0,), (1, 1)])) if kind == "axes" else ()
            found.append((draw(st.sampled_from(dtypes)), shape))
    return found


def made(found):
    """Make the operands. They are drawn as dtype and shape, since the tensors of a question have one dtype all."""
    return [torch.ones(one[1], dtype=one[0]) if isinstance(one, tuple) else one for one in found]


# Pairs in which the class of an operand decides.
LOPSIDED = [
    [(torch.int8, (1,)), 3],
    [2.5, (torch.int64, (1,))],
    [(torch.float32, (2,)), (torch.float64, ())],
    [(torch.bool, (1,)), 3],
    [(torch.int64, ()), (torch.int8, (1,))],
    [(torch.uint8, ()), 3],
    [2.5, (torch.float16, (1,))],
    [(torch.int16, ()), 2.5],
]


@contract.scenario(found=st.one_of(st.sampled_from(LOPSIDED), operands(max_count=2)), examples=80, weight=0.1)
def two_operands_are_promoted(learner, found):
    """two operands have the dtype that torch gives to their sum
    zh: 两个操作数的结果 dtype 与 torch 求和所得的相同
    """
    return learner.result_dtype(*made(found))


@contract.scenario(turned=st.booleans(), examples=1, weight=0.05)
def every_pair_of_dtypes_is_promoted(learner, turned):
    """tensors with axes: every pair of dtypes has its place in the table
    zh: 带轴的张量：每一对 dtype 都符合表格
    """
    found = {}
    for place, first in enumerate(DTYPES):
        for second in DTYPES[place:]:
            pair = {first, second}
            if not (pair & set(HALF) and pair & set(COMPLEX)):
                a, b = (second, first) if turned else (first, second)
                found[f"{a} and {b}"] = learner.result_dtype(torch.ones(2, dtype=a), torch.ones(2, dtype=b))
    return found


# Between two tensors with axes (or two without), something of another class that outweighs the first but not both.
CROSSED = [
    ([1], torch.int32, 2.5, [1], torch.float16),
    ([1], torch.bool, 3, [2], torch.int8),
    ([1], torch.uint8, torch.float64, [1], torch.bfloat16),
    ([1], torch.bool, torch.int64, [1], torch.int16),
    ([], torch.int64, 2.5, [], torch.float16),
    ([1], torch.int64, 2.5, [0], torch.bfloat16),
]


@questions
def crossed(draw):
    """Operands that give another dtype when they are promoted one after the other."""
    shape, first, middle, other_shape, last = draw(st.sampled_from(CROSSED))
    if isinstance(middle, torch.dtype):
        middle = (middle, ())
    return [(first, tuple(shape)), middle, (last, tuple(other_shape))]


@contract.scenario(found=st.one_of(operands(), crossed()), examples=60, weight=0.1)
def classes_are_promoted_one_after_the_other(learner, found):
    """several operands are promoted class by class
    zh: 多个操作数按类别依次提升
    """
    return learner.result_dtype(*made(found))


@contract.law(found=operands(), seed=st.permutations(range(4)), examples=30)
def the_order_of_operands_means_nothing(learner, found, seed):
    """the order of the operands means nothing
    zh: 操作数的次序没有意义
    """
    turned = [found[i] for i in seed if i < len(found)]
    expect(
        learner.result_dtype(*made(turned)), "with the operands reordered", zh="操作数换了次序时的结果"
    ).equal_to(learner.result_dtype(*made(found)))


@contract.law(never=st.just(0), examples=1)
def without_operands_there_is_no_dtype(learner, never):
    """result_dtype() raises ValueError
    zh: result_dtype() 抛出 ValueError
    """
    expect(
        lambda: learner.result_dtype(),
        f"result_dtype() with {never} operands",
        zh=f"有 {never} 个操作数的 result_dtype()",
    ).raises(ValueError)
