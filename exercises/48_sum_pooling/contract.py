"""What must hold for sum pooling and its relatives."""

import torch
import torch.nn.functional as F

from grader.contract import Contract, call, expect
from grader.inputs import MODERATE, UNIT, Filler, between, questions, st, tensors

contract = Contract(bans=["max_pool", "avg_pool", "lp_pool", "fractional_pool"])

NAN = float("nan")


def pair(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def refuse(x, kernel_size, stride, padding=0):
    kernel, pad = pair(kernel_size), pair(padding)
    if x.dim() not in (3, 4) or min(*kernel, *(kernel if stride is None else pair(stride))) < 1:
        raise ValueError("x, kernel_size or stride")
    if any(p < 0 or p > k // 2 for p, k in zip(pad, kernel, strict=True)):
        raise ValueError("padding")
    if any(side + 2 * p < k for side, k, p in zip(x.shape[-2:], kernel, pad, strict=True)):
        raise ValueError("the window is too large")


def image_shapes(max_side=5):
    side = st.integers(1, max_side)
    return st.one_of(
        st.tuples(st.just(1), side, side),
        st.tuples(st.integers(1, 2), st.integers(1, 2), side, side),
    )


strides = st.one_of(st.none(), st.integers(1, 3), st.tuples(st.integers(1, 3), st.integers(1, 3)))


# -- sum_pool2d ---------------------------------------------------------------------------------------------


@questions
def sums(draw):
    x = draw(tensors(image_shapes()))
    kernel, padding = [], []
    padded = draw(st.booleans())
    for side in x.shape[-2:]:
        p = draw(st.integers(0, 2)) if padded else 0
        kernel.append(draw(st.integers(max(1, 2 * p), side + 2 * p)))
        padding.append(p)
    options = {"stride": draw(strides)}
    if options["stride"] is None:
        options.pop("stride")
    if any(padding):
        options["padding"] = padding[0] if padding[0] == padding[1] else tuple(padding)
    return call(x, kernel[0] if kernel[0] == kernel[1] else tuple(kernel), **options)


def grid(fill: Filler):
    return [
        call(fill(2, 3, 5, 7), 2),
        call(fill(3, 5, 7), (3, 2)),
        call(fill(2, 3, 5, 7), (1, 3), (3, 1)),
        call(fill(2, 3, 7, 5), 3, 2, 1),
        call(fill(1, 2, 7, 5), (2, 3), 1, (0, 1)),
        call(fill(1, 6, 6), 3, 1),
        call(fill(2, 2, 7, 7), 2, 3),
        call(fill(1, 2, 5, 5), 5),
        call(fill(2, 3, 5, 7), 1),
        call(fill(2, 1, 1, 2), (2, 4), padding=(1, 2)),
        call(fill(2, 2, 3, 4), 2, padding=1),
    ]


def edges(fill: Filler):
    return [
        call(fill(0, 3, 4, 5), 2),
        call(fill(0, 1, 3, 3), 3, 2, 1),
        call(fill(1, 1, 1, 1), 1),
        call(fill(1, 1, 1), 2, 1, 1),
        call(fill(1, 1, 1), 1, 4),
    ]


few = torch.tensor([[[1.0, 2.0], [3.0, 0.5]]], dtype=torch.float64)
bad_sums = [
    call(few, 2, padding=2),
    call(few, (2, 3), padding=(0, 2)),
    call(few, 1, padding=1),
    call(few, 2, padding=-1),
    call(few, 3),
    call(few, (2, 3)),
    call(few, (3, 1), 2),
    call(few, 5, 1, 1),
    call(few, 0),
    call(few, (1, -1), 1),
    call(few, 2, 0),
    call(few, 1, (1, 0)),
    call(few[0], 2),
    call(few[0, 0], 1),
    call(few[None, None], 2),
]


@contract.function(sums(), grid=grid, edges=edges, bad=bad_sums)
def sum_pool2d(x, kernel_size, stride=None, padding=0):
    """sum_pool2d adds up every window
    zh: sum_pool2d 求每个窗口的总和
    """
    refuse(x, kernel_size, stride, padding)
    step = pair(kernel_size if stride is None else stride)
    return F.avg_pool2d(x, pair(kernel_size), step, pair(padding), divisor_override=1)


# -- lp_pool2d ----------------------------------------------------------------------------------------------

powers = st.sampled_from([2, 1, 3, 4.0, 2.0, 1.5, 0.5, 2.5])


@questions
def norms(draw, regimes=MODERATE):
    x, p = draw(tensors(image_shapes(), regimes=regimes)), draw(powers)
    # An odd or a broken power of a negative number is a question of its own: see the law about odd powers. Half a
    # step away from zero, so that the noise of other lines of questioning makes none negative either.
    if p not in (1, 2, 4):
        x = x.abs() + 0.5
    kernel = tuple(draw(st.integers(1, side)) for side in x.shape[-2:])
    step = draw(strides)
    size = kernel[0] if kernel[0] == kernel[1] else kernel
    return call(x, p, size) if step is None else call(x, p, size, step)


def norm_grid(fill: Filler):
    def positive(*shape):
        return fill(*shape, regimes=between(0.25, 4))

    return [
        call(positive(2, 3, 5, 7), 2, 2),
        call(positive(3, 5, 7), 3, (3, 2)),
        call(positive(2, 1, 5, 7), 1, (1, 3), (3, 1)),
        call(positive(2, 3, 7, 5), 2.5, 3, 2),
        call(positive(1, 6, 6), 0.5, 3, 1),
        call(positive(2, 2, 7, 7), 4, 2, stride=3),
        call(positive(1, 2, 5, 5), 2, 5),
        call(positive(2, 3, 4), 1.5, 1),
        call(positive(2, 3, 4), 1, 1),
        call(fill(2, 2, 4, 5), 2, 2),
        call(fill(2, 2, 4, 5), 4.0, (2, 3)),
        call(fill(1, 2, 4, 4), 1, 2),
    ]


def norm_edges(fill: Filler):
    return [
        call(fill(0, 3, 4, 5), 2, 2),
        call(fill(1, 1, 1, 1).abs(), 3, 1),
        call(torch.zeros(1, 2, 2, dtype=torch.float64), 2, 2),
        call(torch.zeros(1, 2, 2, dtype=torch.float64), 3.0, 1),
        call(fill(1, 3, 3), 2, 2, 2),
    ]


bad_norms = [
    call(few, 0, 2),
    call(few, -1, 2),
    call(few, -2.0, 1),
    call(few, 0.0, 1, 1),
    call(few, 2, 3),
    call(few, 2, (1, 3)),
    call(few, 1, 0),
    call(few, 2.0, (1, -1)),
    call(few, 3, 2, 0),
    call(few, 1.5, 1, (0, 1)),
    call(few[0], 2, 1),
    call(few[0, 0], 2, 1),
    call(few[None, None], 2, 1),
]


@contract.function(
    norms(), grid=norm_grid, edges=norm_edges, bad=bad_norms, gradient=norms(regimes=between(0.5, 4))
)
def lp_pool2d(x, norm_type, kernel_size, stride=None):
    """lp_pool2d matches torch.nn.functional.lp_pool2d
    zh: lp_pool2d 与 torch.nn.functional.lp_pool2d 一致
    """
    refuse(x, kernel_size, stride)
    if not norm_type > 0:
        raise ValueError("norm_type")
    return F.lp_pool2d(x, norm_type, pair(kernel_size), pair(kernel_size if stride is None else stride))


# -- laws ---------------------------------------------------------------------------------------------------


@st.composite
def tiled_images(draw, regimes=MODERATE):
    """An image that its windows tile exactly, and their size."""
    kernel = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    rows, columns = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    x = draw(tensors((draw(st.integers(1, 2)), rows * kernel[0], columns * kernel[1]), regimes=regimes))
    return x, kernel


@contract.law(given=tiled_images(), examples=15)
def tiles_conserve_the_total(learner, given):
    """windows that tile the image exactly keep its total
    zh: 窗口正好铺满图像时，总和不变
    """
    x, kernel = given
    total = learner.sum_pool2d(x, kernel).sum((-2, -1))
    expect(total, "the total of sum_pool2d(x, k)", zh="sum_pool2d(x, k) 的总和").close_to(x.sum((-2, -1)))


@contract.law(
    pair_of_images=image_shapes().flatmap(lambda s: st.tuples(*[tensors(s, regimes=MODERATE)] * 2)),
    a=st.integers(-3, 3).map(float),
    stride=st.integers(1, 2),
    examples=15,
)
def sum_pooling_is_linear(learner, pair_of_images, a, stride):
    """pooling a * x + y is a times pooling x plus pooling y
    zh: 对 a * x + y 池化，等于 a 乘 x 的池化加 y 的池化
    """
    x, y = pair_of_images
    both = learner.sum_pool2d(a * x + y, 2, stride, 1)
    expect(both, "sum_pool2d(a * x + y, 2, stride, 1)").close_to(
        a * learner.sum_pool2d(x, 2, stride, 1) + learner.sum_pool2d(y, 2, stride, 1)
    )


@contract.law(given=tiled_images(), examples=12)
def power_one_is_the_sum(learner, given):
    """p = 1 on an image without negative cells is the sum
    zh: 图像没有负值时，p = 1 就是求和
    """
    x, kernel = given
    expect(learner.lp_pool2d(x.abs(), 1, kernel), "lp_pool2d(x, 1, k)").close_to(
        learner.sum_pool2d(x.abs(), kernel)
    )


@contract.law(given=tiled_images(regimes=between(0.5, 4)), p=st.sampled_from([40, 60.0]), examples=12)
def a_large_power_approaches_the_maximum(learner, given, p):
    """a large p comes close to the maximum, from above
    zh: p 很大时，结果从上方逼近最大值
    """
    x, kernel = given
    y = learner.lp_pool2d(x, p, kernel)
    tiles = x.unfold(-2, kernel[0], kernel[0]).unfold(-2, kernel[1], kernel[1])
    largest = tiles.amax((-2, -1))
    most = largest * (kernel[0] * kernel[1]) ** (1 / p)
    inside = (y >= largest * (1 - 1e-9)) & (y <= most * (1 + 1e-9))
    expect(bool(inside.all()), "max <= lp_pool2d(x, p, k) <= max * cells ** (1 / p)").is_true()


@st.composite
def signed_images(draw):
    """Two by two tiles with a 5 or a -5 that outweighs the other three cells."""
    rows, columns = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    cells = draw(tensors((1, 2 * rows, 2 * columns), regimes=between(-3, 3))).round()
    signs = draw(tensors((rows, columns), regimes=(UNIT,)))
    cells[0, ::2, ::2] = torch.where(signs < 0, -5.0, 5.0)
    return cells


@contract.law(x=signed_images(), p=st.sampled_from([3, 3.0]), examples=15)
def odd_powers_keep_the_sign(learner, x, p):
    """with an odd p negative cells count against the others, and a negative sum has no root
    zh: p 为奇数时，负值会抵消其他值，而负的总和没有根
    """
    total = (x**3).unfold(-2, 2, 2).unfold(-2, 2, 2).sum((-2, -1))
    root = torch.where(total > 0, total.abs() ** (1 / 3), NAN)
    expect(learner.lp_pool2d(x, p, 2), "lp_pool2d(x, 3, 2)").close_to(root)


@contract.law(
    given=tiled_images(regimes=between(0.5, 4)), p=powers, c=st.sampled_from([2.0, 0.5, 3.0]), examples=12
)
def lp_pooling_scales_with_the_image(learner, given, p, c):
    """an image c times as bright has norms c times as large
    zh: 图像放大 c 倍，范数也放大 c 倍
    """
    x, kernel = given
    expect(learner.lp_pool2d(c * x, p, kernel), "lp_pool2d(c * x, p, k)").close_to(
        c * learner.lp_pool2d(x, p, kernel)
    )
