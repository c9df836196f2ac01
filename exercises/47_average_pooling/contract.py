"""What must hold for average pooling."""

import torch
import torch.nn.functional as F

from grader.contract import Contract, call, expect, vjp
from grader.inputs import MODERATE, SPECIAL, Filler, questions, st, tensors

contract = Contract(bans=["max_pool", "avg_pool", "lp_pool", "fractional_pool"])

INF, NAN = float("inf"), float("nan")


def pair(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def image_shapes(min_side=1, max_side=6):
    side = st.integers(min_side, max_side)
    return st.one_of(
        st.tuples(st.just(1), side, side),
        st.tuples(st.integers(1, 2), st.integers(1, 3), side, side),
    )


@st.composite
def arguments(draw, sides):
    """Everything after x, for an image with these sides."""
    padded = draw(st.booleans())
    kernel, padding = [], []
    for side in sides:
        p = draw(st.integers(0, 2)) if padded else 0
        kernel.append(draw(st.integers(max(1, 2 * p), side + 2 * p)))
        padding.append(p)
    options = {"kernel_size": kernel[0] if kernel[0] == kernel[1] else tuple(kernel)}
    if draw(st.booleans()):
        options["stride"] = draw(
            st.one_of(st.integers(1, 4), st.tuples(st.integers(1, 4), st.integers(1, 4)))
        )
    if any(padding):
        options["padding"] = padding[0] if padding[0] == padding[1] else tuple(padding)
    if draw(st.booleans()):
        options["ceil_mode"] = True
    if draw(st.booleans()):
        options["count_include_pad"] = False
    if draw(st.integers(0, 3)) == 3:
        options["divisor_override"] = draw(st.sampled_from([1, 2, 3, 7, -2]))
    return options


@questions
def poolings(draw):
    x = draw(tensors(image_shapes()))
    options = draw(arguments(x.shape[-2:]))
    return call(x, options.pop("kernel_size"), **options)


def grid(fill: Filler):
    calls = [
        call(fill(2, 3, 5, 7), 2),
        call(fill(3, 5, 7), (3, 2)),
        call(fill(2, 3, 5, 7), (1, 3), stride=(3, 1)),
        call(fill(1, 2, 5, 5), 5),
        call(fill(2, 3, 5, 7), 1),
        call(fill(2, 3, 5, 7), 2, 3, 1, True, False, 5),
        call(fill(2, 2, 5, 4), 2, divisor_override=1),
        call(fill(2, 2, 5, 4), (3, 2), 1, (1, 0), divisor_override=7),
    ]
    for include in ({}, {"count_include_pad": False}):
        calls += [
            call(fill(2, 3, 7, 5), 3, stride=2, padding=1, **include),
            call(fill(1, 2, 7, 5), (2, 3), stride=1, padding=(0, 1), **include),
            call(fill(2, 1, 5, 7), 2, stride=3, ceil_mode=True, **include),
            call(fill(2, 3, 6, 5), 3, stride=2, padding=1, ceil_mode=True, **include),
            call(fill(1, 6, 6), 2, stride=3, padding=1, ceil_mode=True, **include),
            call(fill(1, 1, 4, 4), 2, stride=3, padding=1, ceil_mode=True, **include),
            call(fill(2, 1, 1, 2), (2, 4), padding=(1, 2), **include),
            call(fill(1, 2, 7, 6), 4, stride=5, padding=(2, 1), ceil_mode=True, **include),
        ]
    return calls


def edges(fill: Filler):
    def image(rows):
        return torch.tensor([rows], dtype=torch.float64)

    return [
        call(fill(0, 3, 4, 5), 2),
        call(fill(0, 1, 3, 3), 3, 2, 1, True, False),
        call(fill(1, 1, 1, 1), 1),
        call(fill(1, 1, 1), 2, padding=1, count_include_pad=False),
        call(image([[NAN, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]]), 2, 1),
        call(image([[1.0, 2.0, 3.0], [4.0, INF, 5.0], [6.0, 7.0, -INF]]), 1),
        call(image([[INF, 2.0, 3.0, 4.0], [4.0, -INF, 5.0, 6.0]]), 2, 1, 1),
        call(image([[1.0, INF], [2.0, 3.0]]), 1, divisor_override=2),
        call(fill(1, 2, 4, 4, regimes=(SPECIAL,)), 2, 1, 1, True, False),
    ]


few = torch.tensor([[[1.0, -2.0], [3.0, 0.0]]], dtype=torch.float64)
bad_poolings = [
    call(few, 2, padding=2),
    call(few, (2, 3), padding=(0, 2)),
    call(few, 3, padding=2),
    call(few, 1, padding=1),
    call(few, 2, padding=-1),
    call(few, 3),
    call(few, (2, 3)),
    call(few, 3, stride=2, ceil_mode=True),
    call(few, 5, padding=1),
    call(few, 0),
    call(few, (1, -1), stride=1),
    call(few, 2, stride=0),
    call(few, 2, stride=(1, 0)),
    call(few, 2, divisor_override=0),
    call(few, 1, 1, 0, False, False, 0),
    call(few[0], 2),
    call(few[0, 0], 1),
    call(few[None, None], 2),
]


@contract.function(poolings(), grid=grid, edges=edges, bad=bad_poolings)
def avg_pool2d(
    x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
):
    """matches torch.nn.functional.avg_pool2d
    zh: 与 torch.nn.functional.avg_pool2d 一致
    """
    kernel, pad = pair(kernel_size), pair(padding)
    step = kernel if stride is None else pair(stride)
    if x.dim() not in (3, 4) or min(*kernel, *step) < 1 or divisor_override == 0:
        raise ValueError("x, kernel_size, stride or divisor_override")
    if any(p < 0 or p > k // 2 for p, k in zip(pad, kernel, strict=True)):
        raise ValueError("padding")
    if any(side + 2 * p < k for side, k, p in zip(x.shape[-2:], kernel, pad, strict=True)):
        raise ValueError("the window is too large")
    return F.avg_pool2d(x, kernel, step, pad, ceil_mode, count_include_pad, divisor_override)


# -- laws ---------------------------------------------------------------------------------------------------


@st.composite
def two_images(draw):
    shape = draw(image_shapes(max_side=5))
    return [draw(tensors(shape, regimes=MODERATE)) for _ in range(2)], draw(arguments(shape[-2:]))


@contract.law(asked=two_images(), a=st.integers(-3, 3).map(float), examples=20)
def average_pooling_is_linear(learner, asked, a):
    """pooling a * x + y is a times pooling x plus pooling y
    zh: 对 a * x + y 池化，等于 a 乘 x 的池化加 y 的池化
    """
    (x, y), options = asked
    expect(learner.avg_pool2d(a * x + y, **options), "avg_pool2d(a * x + y, ...)").close_to(
        a * learner.avg_pool2d(x, **options) + learner.avg_pool2d(y, **options)
    )


@st.composite
def uniform_images(draw):
    shape = draw(image_shapes())
    options = draw(arguments(shape[-2:]))
    options.pop("divisor_override", None)
    return shape, options | {"count_include_pad": False}


@contract.law(asked=uniform_images(), c=st.integers(-8, 8).map(float), examples=20)
def constants_are_preserved_when_padding_does_not_count(learner, asked, c):
    """a constant image stays constant, up to its border, when padding does not count
    zh: 填充不计入时，常数图像直到边缘都保持不变
    """
    shape, options = asked
    y = learner.avg_pool2d(torch.full(shape, c, dtype=torch.float64), **options)
    expect(y, "avg_pool2d of a constant", zh="常数图像的 avg_pool2d").close_to(
        torch.full(y.shape, c, dtype=torch.float64)
    )


@contract.law(asked=two_images(), seed=st.integers(0, 99), examples=15)
def the_gradient_is_the_adjoint(learner, asked, seed):
    """<pool(x), g> equals <x, gradient for the cotangent g>
    zh: <pool(x), g> 等于 <x, 余切 g 对应的梯度>
    """
    (x, _), options = asked
    y = learner.avg_pool2d(x, **options)
    g = torch.randint(-4, 5, y.shape, generator=torch.Generator().manual_seed(seed)).double()
    (gradient,) = vjp(learner.avg_pool2d, call(x, **options), g)
    expect((y * g).sum(), "<avg_pool2d(x), g>", zh="内积 <avg_pool2d(x), g>").close_to((x * gradient).sum())


@contract.law(
    x=tensors(st.tuples(st.just(1), st.integers(2, 5), st.integers(2, 5)), regimes=MODERATE),
    row=st.integers(0, 4),
    column=st.integers(0, 4),
    poison=st.sampled_from([INF, NAN, -INF]),
    examples=15,
)
def an_infinity_stays_in_its_own_windows(learner, x, row, column, poison):
    """windows that do not see an inf or a nan do not know of it
    zh: 看不到 inf 或 nan 的窗口不受其影响
    """
    row, column = row % x.shape[-2], column % x.shape[-1]
    clean = learner.avg_pool2d(x, 2, 1)
    poisoned = x.clone()
    poisoned[0, row, column] = poison
    i, j = torch.arange(clean.shape[-2])[:, None], torch.arange(clean.shape[-1])
    far = (i != row) & (i != row - 1) | (j != column) & (j != column - 1)
    y = learner.avg_pool2d(poisoned, 2, 1)
    expect(y[:, far], "the windows that do not see it", zh="看不到它的窗口").close_to(clean[:, far])
