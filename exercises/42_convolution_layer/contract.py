"""What must hold for a convolution layer."""

import torch
import torch.nn.functional as F
from torch.nn.grad import conv2d_input

from grader.contract import Contract, call, expect, vjp
from grader.inputs import MODERATE, SPECIAL, Filler, questions, st, tensors

contract = Contract(bans=["convolution", "im2col"])


def pair(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def refuse(x, kernel, stride, padding):
    if x.dim() not in (3, 4) or min(*kernel, *pair(stride)) < 1 or min(pair(padding)) < 0:
        raise ValueError("x, kernel_size, stride or padding")
    sides = zip(x.shape[-2:], kernel, pair(padding), strict=True)
    if any(side + 2 * p < k for side, k, p in sides):
        raise ValueError("the kernel is too large")


pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))


@st.composite
def settings(draw, max_side=5):
    """The shape of an image, a kernel, and options."""
    padding = draw(st.one_of(st.just(0), st.integers(0, 2), st.tuples(st.integers(0, 2), st.integers(0, 2))))
    kernel = draw(pairs)
    sides = [
        max(1, k - 2 * p) + draw(st.integers(0, max_side - k))
        for k, p in zip(kernel, pair(padding), strict=True)
    ]
    lead = draw(st.sampled_from([(), (1,), (2,)]))
    options = {}
    if draw(st.booleans()):
        options["stride"] = draw(st.one_of(st.integers(1, 3), pairs))
    if padding != 0:
        options["padding"] = padding
    return (*lead, draw(st.integers(1, 3)), *sides), kernel, options


# -- im2col -------------------------------------------------------------------------------------------------


@questions
def images(draw):
    shape, kernel, options = draw(settings())
    size = kernel[0] if kernel[0] == kernel[1] and draw(st.booleans()) else kernel
    return call(draw(tensors(shape)), size, **options)


def grid(fill: Filler):
    return [
        call(fill(2, 3, 5, 7), 2),
        call(fill(2, 3, 5, 7), (3, 2)),
        call(fill(3, 5, 7), (2, 3)),
        call(fill(2, 2, 5, 7), 3, 2),
        call(fill(2, 2, 5, 7), 3, 2, 1),
        call(fill(2, 3, 5, 4), (2, 3), (1, 2)),
        call(fill(1, 2, 4, 5), (2, 1), (3, 1), (1, 2)),
        call(fill(2, 3, 4, 5), 1),
        call(fill(1, 1, 4, 5), 1),
        call(fill(3, 2, 2), 1, padding=1),
        call(fill(2, 2, 3, 3), 3),
        call(fill(1, 1, 2), (3, 4), padding=1),
        call(fill(2, 1, 2, 3), 2, stride=5, padding=3),
    ]


def edges(fill: Filler):
    return [
        call(fill(0, 3, 4, 5), 2),
        call(fill(0, 2, 3, 3), (2, 1), 1, 1),
        call(fill(1, 1, 1, 1), 1),
        call(fill(1, 1, 1), 1, 7),
        call(fill(2, 2, 3, 3, regimes=(SPECIAL,)), 2, 1, 1),
        call(fill(1, 3, 4, regimes=(SPECIAL,)), (3, 2), 2, (1, 0)),
    ]


few = torch.tensor([[[1.0, -2.0], [3.0, 0.5]]], dtype=torch.float64)
bad_images = [
    call(few, 3),
    call(few, (1, 3)),
    call(few, (3, 1), 4),
    call(few, 5, 1, 1),
    call(few, 0),
    call(few, (2, -1)),
    call(few, 2, 0),
    call(few, 1, (1, -1)),
    call(few, 2, 1, -1),
    call(few, 1, 1, (0, -1)),
    call(few[0], 1),
    call(few[0, 0], 1),
    call(few[None, None], 1),
]


@contract.function(images(), grid=grid, edges=edges, bad=bad_images)
def im2col(x, kernel_size, stride=1, padding=0):
    """im2col matches torch.nn.functional.unfold
    zh: im2col 与 torch.nn.functional.unfold 一致
    """
    refuse(x, pair(kernel_size), stride, padding)
    return F.unfold(x, pair(kernel_size), padding=pair(padding), stride=pair(stride))


# -- conv2d -------------------------------------------------------------------------------------------------


@questions
def convolutions(draw):
    shape, kernel, options = draw(settings())
    outputs = draw(st.integers(1, 3))
    x = draw(tensors(shape))
    weight = draw(tensors((outputs, shape[-3], *kernel), regimes=MODERATE))
    if draw(st.booleans()):
        options["bias"] = draw(tensors((outputs,), regimes=MODERATE))
    return call(x, weight, **options)


def conv_grid(fill: Filler):
    return [
        call(fill(2, 3, 5, 7), fill(4, 3, 2, 2)),
        call(fill(2, 3, 5, 7), fill(4, 3, 3, 2), fill(4)),
        call(fill(3, 5, 7), fill(2, 3, 2, 3), fill(2)),
        call(fill(2, 2, 5, 7), fill(3, 2, 3, 3), fill(3), 2),
        call(fill(2, 2, 5, 7), fill(3, 2, 3, 3), fill(3), 2, 1),
        call(fill(1, 3, 5, 4), fill(5, 3, 2, 3), None, (1, 2)),
        call(fill(2, 2, 4, 5), fill(2, 2, 2, 1), fill(2), (3, 1), (1, 2)),
        call(fill(2, 3, 4, 5), fill(2, 3, 1, 1)),
        call(fill(2, 3, 3, 3), fill(3, 3, 3, 3), fill(3)),
        call(fill(2, 2, 5, 5), fill(4, 2, 2, 2), fill(4)),
        call(fill(2, 1, 2, 3), fill(2, 1, 2, 2), fill(2), stride=5, padding=3),
    ]


def conv_edges(fill: Filler):
    return [
        call(fill(0, 3, 4, 5), fill(2, 3, 2, 2), fill(2)),
        call(fill(1, 1, 1, 1), fill(1, 1, 1, 1), fill(1)),
        call(fill(1, 1, 1), fill(2, 1, 3, 3), None, 1, 1),
    ]


kernel = torch.tensor([[[[2.0, -1.0]]]], dtype=torch.float64)
bad_convolutions = [
    call(few, kernel.reshape(1, 2, 1, 1)),
    call(few.reshape(1, 2, 1, 2), kernel),
    call(few.reshape(2, 1, 2), kernel),
    call(few, kernel[0]),
    call(few, kernel[None]),
    call(few[..., :1], kernel),
    call(few[..., :1], kernel, None, 2),
    call(few, kernel, stride=0),
    call(few, kernel, None, (1, -2)),
    call(few, kernel, padding=-1),
    call(few[0], kernel),
    call(few[None, None], kernel),
]


@contract.function(convolutions(), grid=conv_grid, edges=conv_edges, bad=bad_convolutions)
def conv2d(x, weight, bias=None, stride=1, padding=0):
    """conv2d matches torch.nn.functional.conv2d
    zh: conv2d 与 torch.nn.functional.conv2d 一致
    """
    if weight.dim() != 4:
        raise ValueError("weight")
    refuse(x, weight.shape[2:], stride, padding)
    if x.shape[-3] != weight.shape[1]:
        raise ValueError("channels")
    return F.conv2d(x, weight, bias, pair(stride), pair(padding))


# -- laws ---------------------------------------------------------------------------------------------------


@contract.law(given=settings(max_side=4), examples=15)
def rows_are_channel_row_column(learner, given):
    """entry (c, a, b) of a column is the cell of channel c at place (a, b) of its window
    zh: 一列中的第 (c, a, b) 项，是通道 c 在该窗口的 (a, b) 处的格子
    """
    shape, (kh, kw), options = given
    stride, padding = pair(options.get("stride", 1)), pair(options.get("padding", 0))
    # Every cell says where it is: 1 + its number; the padding says 0.
    x = torch.arange(1, 1 + torch.Size(shape).numel(), dtype=torch.float64).reshape(shape)
    framed = F.pad(x, (padding[1], padding[1], padding[0], padding[0]))
    columns = [
        framed[..., top : top + kh, left : left + kw].reshape(*shape[:-3], -1)
        for top in range(0, framed.shape[-2] - kh + 1, stride[0])
        for left in range(0, framed.shape[-1] - kw + 1, stride[1])
    ]
    expect(
        learner.im2col(x, (kh, kw), **options), "im2col of numbered cells", zh="给格子编号之后的 im2col"
    ).equal_to(torch.stack(columns, -1))


@contract.law(asked=convolutions(), examples=20)
def convolution_is_the_matrix_product(learner, asked):
    """conv2d is the flattened kernels times the columns
    zh: conv2d 就是展平的卷积核乘以各列
    """
    x, weight = asked.args
    options = {k: v for k, v in asked.kwargs.items() if k != "bias"}
    columns = learner.im2col(x, tuple(weight.shape[2:]), **options)
    y = learner.conv2d(x, weight, **options)
    expect(y.flatten(-2), "conv2d(x, weight, ...)").close_to(weight.flatten(1) @ columns)


@contract.law(asked=convolutions(), seed=st.integers(0, 99), examples=20)
def the_transposed_convolution_is_the_adjoint(learner, asked, seed):
    """<conv2d(x), y> equals <x, transposed convolution of y>
    zh: <conv2d(x), y> 等于 <x, y 的转置卷积>
    """
    (x, weight), options = asked.args, {k: v for k, v in asked.kwargs.items() if k != "bias"}
    batch = x if x.dim() == 4 else x[None]
    result = learner.conv2d(batch, weight, **options)
    y = torch.randint(-3, 4, result.shape, generator=torch.Generator().manual_seed(seed)).double()
    back = conv2d_input(
        batch.shape, weight, y, pair(options.get("stride", 1)), pair(options.get("padding", 0))
    )
    expect((result * y).sum(), "<conv2d(x), y>", zh="内积 <conv2d(x), y>").close_to((batch * back).sum())


@contract.law(given=settings(max_side=4), examples=12)
def a_gradient_counts_the_windows(learner, given):
    """im2col: the gradient of the sum counts the windows that see each cell
    zh: im2col：总和的梯度数出看得到每一格的窗口个数
    """
    shape, size, options = given
    x = torch.zeros(shape, dtype=torch.float64)
    columns = learner.im2col(x, size, **options)
    (gradient,) = vjp(learner.im2col, call(x, size, **options), torch.ones_like(columns))
    counts = []
    for axis in (0, 1):
        step, pad, k = pair(options.get("stride", 1))[axis], pair(options.get("padding", 0))[axis], size[axis]
        side = shape[axis - 2]
        starts = range(-pad, side + pad - k + 1, step)
        counts.append(torch.tensor([sum(s <= i < s + k for s in starts) for i in range(side)]).double())
    expect(gradient, "gradient of im2col(x, ...).sum()", zh="im2col(x, ...).sum() 的梯度").close_to(
        (counts[0][:, None] * counts[1]).expand(shape).clone()
    )
