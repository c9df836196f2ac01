"""What must hold for strides."""

import torch
import torch.nn.functional as F

from grader.contract import Contract, call, expect, fetch, keep
from grader.inputs import MODERATE, Filler, questions, st, tensors
from grader.sandbox import Ask

contract = Contract(bans=["unfold", "convolution"])

few = torch.tensor([[[1.0, -2.0, 3.0, 0.5]]], dtype=torch.float64)


def held(function, *args):
    """Call it, and leave the result where the learner's code is, so that it keeps its memory."""
    return function.ask(*args, options=Ask(keep=True)).value if hasattr(function, "ask") else function(*args)


# -- output_size --------------------------------------------------------------------------------------------


@questions
def axes(draw):
    kernel, dilation, padding = draw(st.integers(1, 5)), draw(st.integers(1, 4)), draw(st.integers(0, 4))
    size = max(1, dilation * (kernel - 1) + 1 - 2 * padding) + draw(st.integers(0, 12))
    options = {"stride": draw(st.integers(1, 6)), "padding": padding, "dilation": dilation}
    left_out = draw(st.sampled_from(["nothing", "nothing", "padding", "dilation", "all"]))
    if left_out == "all":
        return call(size + 17, kernel)
    options.pop(left_out, None)
    return call(size + 17 * (left_out == "padding"), kernel, **options)


def axis_grid(_fill: Filler):
    return [
        call(5, 5),
        call(5, 1),
        call(1, 1),
        call(1, 3, padding=1),
        call(7, 3, 2),
        call(8, 3, 2),
        call(8, 3, 7),
        call(32, 3, 1, 1),
        call(224, 7, 2, 3),
        call(28, 5, 1, 2, 1),
        call(10, 3, 1, 0, 2),
        call(10, 3, stride=3, padding=2, dilation=3),
        call(2, 2, stride=5, padding=3),
    ]


bad_axes = [
    call(5, 3, 0),
    call(5, 3, -1),
    call(5, 0),
    call(5, -2),
    call(5, 3, 1, -1),
    call(5, 3, 1, 0, 0),
    call(5, 6),
    call(5, 3, 1, 0, 3),
    call(5, 8, 2, 1),
    call(5, 8, 9, 1),
    call(5, 6, stride=2),
    call(3, 3, dilation=2, stride=5),
]


@contract.function(axes(), grid=axis_grid, bad=bad_axes)
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    """output_size counts the windows that fit
    zh: output_size 数出放得下的窗口个数
    """
    if min(kernel_size, stride, dilation) < 1 or padding < 0:
        raise ValueError("kernel_size, stride, dilation or padding")
    reach = dilation * (kernel_size - 1) + 1
    if reach > size + 2 * padding:
        raise ValueError("no window fits")
    return (size + 2 * padding - reach) // stride + 1


# -- windows ------------------------------------------------------------------------------------------------


@st.composite
def signals(draw, max_length=9):
    lead = draw(st.sampled_from([(), (), (2,), (3,), (2, 3), (1, 2, 2)]))
    return draw(tensors((*lead, draw(st.integers(1, max_length)))))


@questions
def looks(draw):
    x = draw(signals())
    return call(x, draw(st.integers(1, x.shape[-1])), draw(st.integers(1, 4)))


def look_grid(fill: Filler):
    return [
        call(fill(7), 3, 1),
        call(fill(7), 3, 2),
        call(fill(8), 3, 2),
        call(fill(7), 2, 3),
        call(fill(7), 7, 1),
        call(fill(7), 7, 5),
        call(fill(7), 1, 1),
        call(fill(3, 5), 2, 2),
        call(fill(5, 3), 2, 1),
        call(fill(2, 3, 8), 4, 3),
        call(fill(2, 3, 5, 7), 3, 4),
        call(fill(1, 1), 1, 1),
    ]


def look_edges(fill: Filler):
    inf, nan = float("inf"), float("nan")
    return [
        call(fill(0, 5), 2, 2),
        call(fill(2, 0, 5), 5, 1),
        call(fill(1), 1, 1),
        call(fill(1), 1, 9),
        call(torch.tensor([nan, inf, -inf, 0.0, nan], dtype=torch.float64), 2, 1),
    ]


bad_looks = [
    call(few, 2, 0),
    call(few, 2, -1),
    call(few, 0, 1),
    call(few, -1, 1),
    call(few, 5, 1),
    call(few, 6, 3),
    call(few[..., :0], 1, 1),
    call(few[0, 0, 0], 1, 1),
]


@contract.function(looks(), grid=look_grid, edges=look_edges, bad=bad_looks, view=True)
def windows(x, size, stride):
    """windows holds x[..., i * stride + j] at [..., i, j]
    zh: windows 的 [..., i, j] 处是 x[..., i * stride + j]
    """
    if x.dim() == 0 or min(size, stride) < 1 or size > x.shape[-1]:
        raise ValueError("x, size or stride")
    return x.unfold(-1, size, stride)


# -- strided_conv1d -----------------------------------------------------------------------------------------


@questions
def signals_and_kernels(draw):
    n, c, o, k = (draw(st.integers(1, most)) for most in (2, 3, 3, 4))
    x = draw(tensors((n, c, k + draw(st.integers(0, 6)))))
    return call(x, draw(tensors((o, c, k), regimes=MODERATE)), draw(st.integers(1, 4)))


def conv_grid(fill: Filler):
    return [
        call(fill(2, 3, 7), fill(5, 3, 2), 1),
        call(fill(2, 3, 7), fill(5, 3, 2), 2),
        call(fill(2, 3, 8), fill(5, 3, 3), 2),
        call(fill(3, 2, 7), fill(2, 2, 2), 4),
        call(fill(1, 1, 5), fill(1, 1, 5), 1),
        call(fill(2, 2, 5), fill(3, 2, 1), 3),
        call(fill(2, 2, 4), fill(2, 2, 4), 6),
        call(fill(3, 3, 9), fill(3, 3, 3), 3),
    ]


def conv_edges(fill: Filler):
    return [
        call(fill(0, 2, 5), fill(3, 2, 2), 2),
        call(fill(1, 1, 1), fill(1, 1, 1), 1),
        call(fill(1, 1, 3), fill(2, 1, 3), 7),
    ]


kernel = torch.tensor([[[2.0, -1.0]]], dtype=torch.float64)
bad_convs = [
    call(few, kernel, 0),
    call(few, kernel, -2),
    call(few[..., :1], kernel, 1),
    call(few[..., :1], kernel, 3),
    call(few.reshape(1, 2, 2), kernel, 1),
    call(few, kernel.reshape(1, 2, 1), 1),
    call(few[0], kernel, 1),
    call(few[None], kernel, 1),
    call(few, kernel[0], 1),
]


@contract.function(signals_and_kernels(), grid=conv_grid, edges=conv_edges, bad=bad_convs)
def strided_conv1d(x, weight, stride):
    """strided_conv1d matches torch.nn.functional.conv1d
    zh: strided_conv1d 与 torch.nn.functional.conv1d 一致
    """
    if x.dim() != 3 or weight.dim() != 3 or x.shape[1] != weight.shape[1]:
        raise ValueError("shapes")
    if stride < 1 or weight.shape[-1] > x.shape[-1]:
        raise ValueError("stride or kernel")
    return F.conv1d(x, weight, stride=stride)


# -- laws ---------------------------------------------------------------------------------------------------

lengths = st.integers(1, 9)


@contract.scenario(x=signals(), part=st.integers(0, 3), stride=st.integers(1, 4), examples=15)
def windows_shares_memory_with_x(learner, x, part, stride):
    """windows: what is written into x shows in the windows
    zh: windows：写入 x 的内容会在窗口中显现
    """
    x = keep(learner, x)
    base = held(x.narrow, -1, 0, fetch(x).shape[-1]) if part else x
    view = held(learner.windows, base, max(1, fetch(x).shape[-1] - part), stride)
    held(x.fill_, 7.0)
    return fetch(view).clone()


@contract.law(x=signals(), size=st.integers(1, 3), stride=st.integers(1, 5), examples=15)
def windows_are_slices(learner, x, size, stride):
    """window i is the slice that begins at i * stride, and no more windows fit
    zh: 第 i 个窗口是从 i * stride 开始的切片，且再也放不下更多窗口
    """
    size = min(size, x.shape[-1])
    starts = [i for i in range(0, x.shape[-1], stride) if i + size <= x.shape[-1]]
    expect(learner.windows(x, size, stride), "windows(x, size, stride)").equal_to(
        torch.stack([x[..., i : i + size] for i in starts], dim=-2)
    )
    expect(learner.output_size(x.shape[-1], size, stride), "output_size(L, size, stride)").equal_to(
        len(starts)
    )


@contract.law(
    size=lengths,
    kernel=st.integers(1, 4),
    stride=st.integers(1, 4),
    padding=st.integers(0, 3),
    dilation=st.integers(1, 3),
    examples=20,
)
def output_size_agrees_with_counting(learner, size, kernel, stride, padding, dilation):
    """output_size agrees with trying every position
    zh: output_size 与逐个位置去数的结果一致
    """
    size += dilation * (kernel - 1)
    cells = set(range(-padding, size + padding))
    starts = range(-padding, size + padding, stride)
    fitting = [i for i in starts if all(i + j * dilation in cells for j in range(kernel))]
    expect(learner.output_size(size, kernel, stride, padding, dilation), "output_size").equal_to(len(fitting))


@contract.law(
    x=tensors(st.tuples(st.integers(1, 2), st.just(1), st.integers(3, 8)), regimes=MODERATE),
    stride=st.integers(1, 4),
    examples=15,
)
def a_stride_keeps_every_so_many_of_the_results(learner, x, stride):
    """stride s keeps every s-th result of stride 1
    zh: 步幅 s 就是在步幅 1 的结果中每隔 s 个取一个
    """
    weight = torch.tensor([[[1.0, 2.0, -3.0]], [[0.5, 0.0, 4.0]]], dtype=torch.float64)
    dense = learner.strided_conv1d(x, weight, 1)
    expect(learner.strided_conv1d(x, weight, stride), "strided_conv1d(x, weight, stride)").close_to(
        dense[..., ::stride]
    )


@contract.law(
    x=tensors(st.tuples(st.just(1), st.just(1), st.integers(4, 9)), regimes=MODERATE),
    gap=st.integers(1, 3),
    examples=15,
)
def a_stride_above_the_window_skips(learner, x, gap):
    """cells between the windows have no say when the stride is larger than the window
    zh: 步幅大于窗口时，窗口之间的元素不起作用
    """
    weight = torch.tensor([[[1.0, -2.0]]], dtype=torch.float64)
    stride = 2 + gap
    skipped = torch.arange(x.shape[-1]) % stride >= 2
    changed = x + skipped * 100.0
    expect(
        learner.strided_conv1d(changed, weight, stride),
        "with other numbers in the gaps",
        zh="空隙处换成别的数时的结果",
    ).close_to(learner.strided_conv1d(x, weight, stride))
