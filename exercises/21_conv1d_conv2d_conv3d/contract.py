"""What must hold for convolutions over one, two and three axes."""

import torch
import torch.nn.functional as F

from grader.contract import Contract, call, expect
from grader.inputs import MODERATE, UNIT, Filler, questions, st, tensors

contract = Contract(
    bans=["convolution"],
    equivalent={
        "view_instead_of_reshape": "the bias has one axis, and one axis can always be viewed as more"
    },
)

CONVOLUTIONS = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}


def each(value, axes):
    return (value,) * axes if isinstance(value, int) else tuple(value)


@st.composite
def settings(draw, axes=None, groups=(1, 1, 2, 3)):
    """The shapes of x and weight, and options."""
    axes = draw(st.integers(1, 3)) if axes is None else axes
    kernel = [draw(st.integers(1, 3 if axes < 3 else 2)) for _ in range(axes)]
    options = {}
    for name, low, high in (("stride", 1, 3), ("padding", 0, 2), ("dilation", 1, 3 if axes < 3 else 2)):
        number = st.integers(low, high)
        if draw(st.integers(0, 2)):
            options[name] = draw(st.one_of(number, st.tuples(*[number] * axes)))
    pad, spread = each(options.get("padding", 0), axes), each(options.get("dilation", 1), axes)
    sides = [
        max(1, d * (k - 1) + 1 - 2 * p) + draw(st.integers(0, (5, 3, 1)[axes - 1]))
        for k, p, d in zip(kernel, pad, spread, strict=True)
    ]
    parts, inputs, outputs = draw(st.sampled_from(groups)), draw(st.integers(1, 2)), draw(st.integers(1, 2))
    if parts > 1:
        options["groups"] = parts
    lead = draw(st.sampled_from([(1,), (2,), ()]))
    return (*lead, parts * inputs, *sides), (parts * outputs, inputs, *kernel), options


@questions
def convolutions(draw):
    shape, weight_shape, options = draw(settings())
    x, weight = draw(tensors(shape)), draw(tensors(weight_shape, regimes=MODERATE))
    if draw(st.booleans()):
        options["bias"] = draw(tensors((weight_shape[0],), regimes=MODERATE))
    return call(x, weight, **options)


def grid(fill: Filler):
    return [
        call(fill(2, 3, 7), fill(4, 3, 2)),
        call(fill(3, 7), fill(2, 3, 3), fill(2)),
        call(fill(2, 4, 9), fill(6, 2, 3), fill(6), 2, 1, 2, 2),
        call(fill(2, 2, 5), fill(2, 2, 3), padding=2),
        call(fill(2, 3, 5, 7), fill(4, 3, 3, 2), fill(4)),
        call(fill(3, 5, 7), fill(2, 3, 2, 3)),
        call(fill(2, 2, 5, 7), fill(3, 2, 3, 3), fill(3), 2, 1),
        call(fill(1, 2, 7, 5), fill(2, 2, 3, 2), None, (3, 1), (0, 2), (1, 3)),
        call(fill(2, 4, 5, 4), fill(6, 2, 2, 2), fill(6), groups=2),
        call(fill(2, 3, 4, 5), fill(3, 1, 3, 3), None, 1, 1, 1, 3),
        call(fill(1, 4, 5, 5), fill(4, 2, 2, 2), dilation=(2, 1), groups=2),
        call(fill(2, 3, 4, 4), fill(2, 3, 1, 1), fill(2)),
        call(fill(2, 2, 3, 4, 5), fill(3, 2, 2, 1, 3), fill(3)),
        call(fill(2, 3, 4, 3), fill(2, 2, 2, 2, 2)),
        call(fill(1, 2, 5, 4, 3), fill(2, 1, 2, 3, 1), None, (2, 1, 3), (1, 2, 0), (3, 1, 1), 2),
        call(fill(1, 4, 3, 3, 4), fill(2, 2, 2, 2, 2), fill(2), 2, 1, 2, 2),
    ]


def edges(fill: Filler):
    return [
        call(fill(0, 3, 5), fill(2, 3, 2), fill(2)),
        call(fill(0, 2, 4, 3), fill(2, 1, 2, 2), None, 1, 1, 1, 2),
        call(fill(0, 1, 2, 2, 2), fill(1, 1, 1, 2, 1)),
        call(fill(1, 1, 1), fill(1, 1, 1), fill(1)),
        call(fill(1, 1, 1, 1), fill(1, 1, 3, 3), padding=1),
        call(fill(1, 2, 2, 2), fill(1, 1, 2, 2, 2)),
        call(fill(1, 1, 4), fill(1, 1, 2), dilation=3),
    ]


few = torch.tensor([[[1.0, -2.0, 0.5]]], dtype=torch.float64)
square = few.new_tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
taps = few.new_tensor([[[2.0, -1.0]]])
bad = [
    call(torch.ones(1, 3, 2, dtype=torch.float64), taps.expand(2, 1, 2).clone(), groups=2),
    call(torch.ones(1, 2, 2, dtype=torch.float64), taps.expand(3, 1, 2).clone(), groups=2),
    call(torch.ones(1, 2, 2, dtype=torch.float64), taps),
    call(torch.ones(1, 4, 2, dtype=torch.float64), taps.expand(2, 1, 2).clone(), groups=2),
    call(few, taps.expand(1, 2, 2).clone()),
    call(few[..., :1], taps),
    call(few, taps, None, 1, 0, 3),
    call(few[..., :1], taps, None, 2, 0, 2),
    call(square, few.new_ones(1, 1, 3, 1)),
    call(square, few.new_ones(1, 1, 2, 2), None, 1, 0, (1, 2)),
    call(square, few.new_ones(1, 1, 1, 5), None, 1, (0, 1)),
    call(few, taps, stride=0),
    call(few, taps, padding=-1),
    call(few, taps, dilation=0),
    call(few, taps, groups=0),
    call(square, square, None, (1, 0)),
    call(square, square, None, 1, (-1, 0)),
    call(few[0, 0], taps),
    call(square, taps),
    call(square[None], square),
    call(few, taps[0]),
    call(few[None, None, None], taps[None, None, None]),
]


@contract.function(convolutions(), grid=grid, edges=edges, bad=bad)
def conv(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """conv matches torch's conv1d, conv2d and conv3d
    zh: conv 与 torch 的 conv1d、conv2d、conv3d 一致
    """
    axes = weight.dim() - 2
    if axes not in (1, 2, 3) or x.dim() not in (axes + 1, axes + 2):
        raise ValueError("axes")
    step, pad, spread = each(stride, axes), each(padding, axes), each(dilation, axes)
    if min(*step, *spread, groups) < 1 or min(pad) < 0:
        raise ValueError("stride, padding, dilation or groups")
    if x.shape[-axes - 1] != groups * weight.shape[1] or weight.shape[0] % groups:
        raise ValueError("channels")
    for side, k, p, d in zip(x.shape[-axes:], weight.shape[2:], pad, spread, strict=True):
        if side + 2 * p < d * (k - 1) + 1:
            raise ValueError("the kernel is too large")
    return CONVOLUTIONS[axes](x, weight, bias, step, pad, spread, groups)


# -- laws ---------------------------------------------------------------------------------------------------


@questions
def twice(draw):
    """Two inputs and two weights of one shape, and options."""
    shape, weight_shape, options = draw(settings())
    x = [draw(tensors(shape, regimes=MODERATE)) for _ in range(2)]
    return x, [draw(tensors(weight_shape, regimes=MODERATE)) for _ in range(2)], options


@contract.law(given=twice(), a=st.integers(-3, 3).map(float), examples=15)
def conv_is_linear_in_x_and_in_weight(learner, given, a):
    """conv is linear in x, and linear in weight
    zh: conv 对 x 是线性的，对 weight 也是线性的
    """
    (x, y), (v, w), options = given
    plain = learner.conv(x, w, **options)
    expect(learner.conv(a * x + y, w, **options), "conv(a * x + y, w)").close_to(
        a * plain + learner.conv(y, w, **options)
    )
    expect(learner.conv(x, a * w + v, **options), "conv(x, a * w + v)").close_to(
        a * plain + learner.conv(x, v, **options)
    )


@st.composite
def long_ones(draw):
    """An input of which something is left when a cell is cut off each axis, and a weight."""
    axes = draw(st.integers(1, 3))
    kernel = [draw(st.integers(1, 2)) for _ in range(axes)]
    x = draw(tensors((1, 2, *(k + 1 + draw(st.integers(0, 1)) for k in kernel)), regimes=MODERATE))
    return x, draw(tensors((2, 2, *kernel), regimes=MODERATE))


@contract.law(given=long_ones(), examples=15)
def a_shift_of_the_input_shifts_the_output(learner, given):
    """cutting off the first cell of each axis cuts off the first result of each axis
    zh: 沿每个轴切掉输入的第一格，输出也恰好少了每个轴的第一格
    """
    x, weight = given
    cut = (..., *[slice(1, None)] * (x.dim() - 2))
    expect(learner.conv(x[cut], weight), "conv of the shifted x", zh="平移后的 x 的卷积").close_to(
        learner.conv(x, weight)[cut]
    )


@contract.law(given=twice(), seed=st.integers(0, 99), examples=12)
def a_kernel_of_one_cell_is_a_matrix_product(learner, given, seed):
    """a kernel of one cell multiplies the channels of every cell with one matrix
    zh: 只有一格的卷积核，就是对每一格的通道乘以同一个矩阵
    """
    (x, _), (w, _), _ = given
    axes = w.dim() - 2
    channels = x.shape[-axes - 1]
    matrix = torch.randn(2, channels, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    y = learner.conv(x, matrix.reshape(2, channels, *[1] * axes))
    wanted = torch.einsum("oc,...cs->...os", matrix, x.flatten(-axes)).reshape(y.shape)
    expect(y, "conv(x, a matrix as 1-wide kernel)", zh="以矩阵作宽为 1 的卷积核时的 conv").close_to(wanted)


@contract.law(given=settings(axes=1), seed=st.integers(0, 99), examples=15)
def an_axis_of_one_cell_changes_nothing(learner, given, seed):
    """conv over an axis of one cell more is the same convolution
    zh: 多加一个只有一格的轴，卷积不变
    """
    shape, weight_shape, options = given
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(shape, generator=g, dtype=torch.float64)
    weight = torch.randn(weight_shape, generator=g, dtype=torch.float64)
    line = learner.conv(x, weight, **options)
    for before in (1, 2):
        wider = {
            name: value if name == "groups" else (*[0 if name == "padding" else 1] * before, *each(value, 1))
            for name, value in options.items()
        }
        shaped = [t.reshape(*t.shape[:-1], *[1] * before, t.shape[-1]) for t in (x, weight)]
        y = learner.conv(*shaped, **wider)
        expect(
            y,
            f"conv over {before + 1} axes, of one cell but the last",
            zh=f"{before + 1} 个轴上的 conv，除最后一个轴外都只有一格",
        ).close_to(line.reshape(*line.shape[:-1], *[1] * before, line.shape[-1]))


@contract.law(given=settings(groups=(2, 3)), seed=st.integers(0, 99), examples=15)
def groups_are_convolutions_side_by_side(learner, given, seed):
    """each group convolves its own channels with its own kernels
    zh: 每一组用自己的卷积核处理自己的通道
    """
    shape, weight_shape, options = given
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(shape, generator=g, dtype=torch.float64)
    weight = torch.randn(weight_shape, generator=g, dtype=torch.float64)
    dim = -(weight.dim() - 1)
    groups = options["groups"]
    plain = {name: value for name, value in options.items() if name != "groups"}
    pairs = zip(x.chunk(groups, dim), weight.chunk(groups), strict=True)
    parts = [learner.conv(part.clone(), own.clone(), **plain) for part, own in pairs]
    expect(learner.conv(x, weight, **options), "conv(x, weight, groups=g)").close_to(torch.cat(parts, dim))


@contract.law(
    x=tensors(st.tuples(st.just(1), st.integers(5, 8)), regimes=(UNIT,)),
    taps=tensors((1, 1, 3), regimes=MODERATE),
    gap=st.integers(2, 4),
    padding=st.integers(2, 3),
    examples=12,
)
def dilation_spreads_the_kernel_with_zeros(learner, x, taps, gap, padding):
    """a dilated kernel is a longer one with zeros in its gaps
    zh: 膨胀的卷积核，就是在间隔处补零的更长的卷积核
    """
    spread = torch.zeros(1, 1, 2 * gap + 1, dtype=torch.float64)
    spread[..., ::gap] = taps
    expect(learner.conv(x, taps, None, 1, padding, gap), "conv(x, weight, dilation=d)").close_to(
        learner.conv(x, spread, None, 1, padding)
    )
