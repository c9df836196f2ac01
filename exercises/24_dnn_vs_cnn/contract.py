"""What must hold for the dense layer behind a convolution."""

import torch
import torch.nn.functional as F

from grader.contract import Contract, call, expect
from grader.inputs import Filler, questions, st, tensors

contract = Contract(
    bans=["convolution", "im2col"],
    equivalent={"view_instead_of_reshape": "the matrix was just computed, and is contiguous"},
)


def pair(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def refuse(weight, input_size, stride, padding):
    size, pad = pair(input_size), pair(padding)
    if weight.dim() != 4 or min(*size, *pair(stride)) < 1 or min(pad) < 0:
        raise ValueError("weight, input_size, stride or padding")
    if any(n + 2 * p < k for n, k, p in zip(size, weight.shape[2:], pad, strict=True)):
        raise ValueError("the kernel is too large")


@questions
def layers(draw, padded=True, longest=5):
    """A kernel, and an image that it fits into."""
    kernel = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    weight = draw(tensors((draw(st.integers(1, 2)), draw(st.integers(1, 2)), *kernel)))
    options = {}
    number = st.integers(0, 2)
    if padded and draw(st.booleans()):
        options["padding"] = draw(st.one_of(number, st.tuples(number, number)))
    if draw(st.booleans()):
        options["stride"] = draw(
            st.one_of(st.integers(1, 3), st.tuples(st.integers(1, 3), st.integers(1, 3)))
        )
    pad = pair(options.get("padding", 0))
    size = tuple(draw(st.integers(max(1, k - 2 * p), longest)) for k, p in zip(kernel, pad, strict=True))
    return call(weight, size[0] if size[0] == size[1] else size, **options)


def options_of(question):
    return (
        pair(question.args[1]),
        pair(question.kwargs.get("stride", 1)),
        pair(question.kwargs.get("padding", 0)),
    )


def taps_inside(n, k, s, p):
    """How many pairs of a window and a tap meet a cell of the image, along one axis."""
    return sum(0 <= i + a < n for i in range(-p, n + p - k + 1, s) for a in range(k))


def sees_something(question):
    """Whether any entry of the matrix is a weight: where none is, honest code may leave the kernel out altogether."""
    size, stride, padding = options_of(question)
    kernel = question.args[0].shape[2:]
    return all(map(taps_inside, size, kernel, stride, padding))


def grid(fill: Filler):
    return [
        call(fill(1, 1, 2, 2), 3),
        call(fill(2, 3, 2, 3), (4, 5)),
        call(fill(3, 2, 3, 2), (3, 5)),
        call(fill(2, 2, 3, 3), 4, 1, 1),
        call(fill(2, 3, 3, 3), (5, 3), 2, 1),
        call(fill(2, 1, 2, 2), 5, 2),
        call(fill(2, 2, 2, 3), (3, 4), (1, 2), (1, 0)),
        call(fill(3, 2, 1, 1), (2, 3)),
        call(fill(2, 3, 1, 1), 3, 2),
        call(fill(1, 2, 3, 4), (3, 4)),
        call(fill(2, 2, 3, 3), (1, 2), 1, 1),
        call(fill(2, 1, 2, 1), (3, 2), (3, 1), (2, 1)),
        call(fill(1, 2, 2, 2), 2, padding=2),
    ]


def edges(fill: Filler):
    return [
        call(fill(1, 1, 1, 1), 1),
        call(fill(1, 1, 1, 1), 1, 3, 2),
        call(fill(2, 1, 3, 3), 1, 1, 1),
        call(fill(1, 1, 2, 1), (2, 1), 5),
    ]


few = torch.tensor([[[[1.0, -2.0], [3.0, 0.5]]]], dtype=torch.float64)
bad = [
    call(few, 1),
    call(few, (2, 1)),
    call(few, (1, 3), 2),
    call(few[:, :, :1].repeat(1, 1, 1, 2), (3, 1), 1, 1),
    call(few, 0),
    call(few, (0, 2), 1, 2),
    call(few, (3, -1), 1, 3),
    call(few, 2, 0),
    call(few, 3, (1, -1)),
    call(few, 3, 1, -1),
    call(few, 4, 1, (0, -1)),
    call(few[0], 3),
    call(few[0, 0], 3),
    call(few[None], 3),
]


@contract.function(layers(), grid=grid, edges=edges, bad=bad, gradient=layers().filter(sees_something))
def conv_as_matrix(weight, input_size, stride=1, padding=0):
    """conv_as_matrix is the matrix of the convolution
    zh: conv_as_matrix 是该卷积的矩阵
    """
    refuse(weight, input_size, stride, padding)
    sides = (weight.shape[1], *pair(input_size))
    cells = torch.Size(sides).numel()
    identity = torch.eye(cells, dtype=weight.dtype).reshape(cells, *sides)
    return F.conv2d(identity, weight, None, pair(stride), pair(padding)).flatten(1).T.contiguous()


@contract.function(layers(), grid=grid, edges=edges, bad=bad, gradient=False)
def parameter_counts(weight, input_size, stride=1, padding=0):
    """parameter_counts gives (entries of the matrix, entries of the kernel)
    zh: parameter_counts 给出（矩阵的元素个数，卷积核的元素个数）
    """
    refuse(weight, input_size, stride, padding)
    sides = zip(pair(input_size), weight.shape[2:], pair(stride), pair(padding), strict=True)
    windows = 1
    for n, k, s, p in sides:
        windows *= (n + 2 * p - k) // s + 1
    height, width = pair(input_size)
    return weight.shape[0] * windows * weight.shape[1] * height * width, weight.numel()


# -- laws ---------------------------------------------------------------------------------------------------


def numbered(question):
    """The question with a kernel of different numbers, none of them zero."""
    weight = question.args[0]
    return torch.arange(1, 1 + weight.numel(), dtype=torch.float64).reshape(weight.shape)


@contract.law(asked=layers(longest=4), seed=st.integers(0, 99), examples=15)
def the_matrix_does_what_the_convolution_does(learner, asked, seed):
    """the matrix times the flattened image is the flattened convolution
    zh: 矩阵乘以展平的图像，等于展平的卷积结果
    """
    weight, (size, stride, padding) = asked.args[0], options_of(asked)
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(weight.shape[1], *size, generator=generator, dtype=torch.float64)
    wanted = F.conv2d(x, weight, None, stride, padding).flatten()
    matrix = learner.conv_as_matrix(weight, size, stride, padding)
    expect(matrix @ x.flatten(), "conv_as_matrix(weight, ...) @ x.flatten()").close_to(wanted)


@contract.law(asked=layers(padded=False, longest=4), examples=12)
def each_row_holds_the_kernel_once(learner, asked):
    """without padding each row holds the numbers of its kernel, each once, and zeros
    zh: 没有填充时，每一行恰好含有其卷积核的每个数各一次，其余为零
    """
    weight, (size, stride, _) = numbered(asked), options_of(asked)
    matrix = learner.conv_as_matrix(weight, size, stride)
    per_kernel = weight[0].numel()
    ordered = matrix.sort(-1).values
    zeros = ordered[:, : matrix.shape[-1] - per_kernel]
    expect(zeros, "all but the largest entries of each row", zh="每行除最大的几项之外的各项").equal_to(
        torch.zeros_like(zeros)
    )
    windows = matrix.shape[0] // weight.shape[0]
    kernels = weight.flatten(1).repeat_interleave(windows, 0)
    expect(ordered[:, matrix.shape[-1] - per_kernel :], "the other entries", zh="每行最大的几项").equal_to(
        kernels
    )


@contract.law(asked=layers(longest=4), examples=15)
def zeros_are_counted(learner, asked):
    """as many entries are not zero as there are pairs of a window and a cell that it sees
    zh: 非零元素的个数，等于“窗口与它看到的格子”的对数
    """
    weight, (size, stride, padding) = numbered(asked), options_of(asked)
    matrix = learner.conv_as_matrix(weight, size, stride, padding)
    wanted = weight.shape[0] * weight.shape[1]
    for axis in (0, 1):
        wanted *= taps_inside(size[axis], weight.shape[2 + axis], stride[axis], padding[axis])
    expect(int((matrix != 0).sum()), "entries other than zero", zh="非零元素的个数").equal_to(wanted)


@contract.law(asked=layers(padded=False, longest=4), examples=12)
def rows_repeat_with_a_shift(learner, asked):
    """the row of the next window is the row before it, moved by the stride
    zh: 下一个窗口的那一行，是前一行平移一个步幅
    """
    weight, (size, stride, _) = numbered(asked), options_of(asked)
    matrix = learner.conv_as_matrix(weight, size, stride)
    width = (size[1] - weight.shape[3]) // stride[1] + 1
    lines = matrix.reshape(-1, width, matrix.shape[-1])
    step = min(stride[1], matrix.shape[-1])
    expect(
        lines[:, 1:, step:],
        "rows but the first of a line, without their first entries",
        zh="同一排窗口中除第一行外的各行，去掉开头几项",
    ).equal_to(lines[:, :-1, : matrix.shape[-1] - step])


@contract.law(asked=layers(), examples=12)
def counts_are_those_of_the_matrix(learner, asked):
    """parameter_counts agrees with the matrix and the kernel
    zh: parameter_counts 与矩阵和卷积核的大小一致
    """
    matrix = learner.conv_as_matrix(*asked.args, **asked.kwargs)
    expect(learner.parameter_counts(*asked.args, **asked.kwargs), "parameter_counts(...)").equal_to(
        (matrix.numel(), asked.args[0].numel())
    )
