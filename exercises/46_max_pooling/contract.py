"""What must hold for max pooling."""

import torch
import torch.nn.functional as F

from grader.contract import Contract, call, expect
from grader.inputs import MODERATE, SMALL, SPECIAL, TIES, Filler, questions, st, tensors

contract = Contract(
    bans=["max_pool", "avg_pool", "lp_pool", "fractional_pool"],
    equivalent={"view_instead_of_reshape": "positions were just counted, and are contiguous"},
)


def pair(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def image_shapes(min_side=1, max_side=6):
    side = st.integers(min_side, max_side)
    return st.one_of(
        st.tuples(st.just(1), side, side),
        st.tuples(st.integers(1, 2), st.integers(1, 3), side, side),
    )


@questions
def pooling(draw):
    """Calls in which at least one window fits, and no window misses the image."""
    x = draw(tensors(image_shapes()))
    sides = x.shape[-2:]
    dilation = draw(st.sampled_from([1, 1, 1, 2, (1, 2)]))
    padded = draw(st.booleans())
    kernel, padding = [], []
    for side, step in zip(sides, pair(dilation), strict=True):
        k = draw(st.integers(1, max(1, (side - 1) // step + 1)))
        # A dilated window that starts in the padding could step over the whole image.
        p = draw(st.integers(0, k // 2)) if padded and step == 1 else 0
        kernel.append(k)
        padding.append(p)
    options = {}
    if draw(st.booleans()):
        options["stride"] = draw(
            st.one_of(st.integers(1, 3), st.tuples(st.integers(1, 3), st.integers(1, 3)))
        )
    if any(padding):
        options["padding"] = tuple(padding)
    if dilation != 1:
        options["dilation"] = dilation
    # ceil_mode beside dilation would let the last window hang over and miss the image.
    if dilation == 1 and draw(st.booleans()):
        options["ceil_mode"] = True
    if draw(st.booleans()):
        options["return_indices"] = True
    size = kernel[0] if kernel[0] == kernel[1] else tuple(kernel)
    return call(x, size, **options)


def grid(fill: Filler):
    calls = []
    for indices in ({}, {"return_indices": True}):
        calls += [
            call(fill(2, 3, 5, 7), 2, **indices),
            call(fill(3, 5, 7), (3, 2), **indices),
            call(fill(2, 3, 5, 7), (1, 3), stride=(3, 1), **indices),
            call(fill(2, 3, 7, 5), 3, stride=2, padding=1, **indices),
            call(fill(1, 2, 7, 5), (2, 3), stride=1, padding=(0, 1), **indices),
            call(fill(2, 1, 7, 5), 2, dilation=(2, 3), **indices),
            call(fill(2, 3, 5, 7), 2, stride=3, ceil_mode=True, **indices),
            call(fill(2, 3, 6, 5), 3, stride=2, padding=1, ceil_mode=True, **indices),
            call(fill(1, 1, 4, 4), 2, stride=3, padding=1, ceil_mode=True, **indices),
            call(fill(1, 2, 5, 5), 5, **indices),
            call(fill(2, 3, 5, 7), 1, **indices),
            call(fill(2, 2, 6, 6, regimes=(TIES,)), 3, stride=1, **indices),
            call(-fill(2, 1, 5, 5).abs() - 1, 3, padding=1, **indices),
        ]
    return calls


def edges(fill: Filler):
    inf = float("inf")
    calls = []
    for indices in ({}, {"return_indices": True}):
        calls += [
            call(fill(0, 3, 4, 5), 2, **indices),
            call(fill(1, 1, 1, 1), 1, **indices),
            call(torch.full((1, 1, 2, 2), -inf, dtype=torch.float64), 2, padding=1, **indices),
            call(torch.full((1, 2, 3, 3), -inf, dtype=torch.float64), 3, stride=2, padding=1, **indices),
            call(torch.tensor([[[1.0, float("nan")], [2.0, 3.0]]], dtype=torch.float64), 2, **indices),
            call(torch.tensor([[[float("nan"), inf], [2.0, 3.0]]], dtype=torch.float64), 2, **indices),
            call(torch.tensor([[[inf, 2.0], [inf, -inf]]], dtype=torch.float64), 2, **indices),
            call(fill(1, 2, 4, 4, regimes=(SPECIAL,)), 2, stride=1, **indices),
            call(fill(1, 2, 3, 3, regimes=(SPECIAL,)), 3, stride=1, padding=1, **indices),
            call(torch.zeros(1, 1, 3, 3, dtype=torch.float64), 2, stride=1, **indices),
        ]
    return calls


def bad_pooling():
    x = torch.tensor([[[[1.0, -2.0], [3.0, 0.0]]]], dtype=torch.float64)
    return [
        call(x, 2, padding=2),
        call(x, (2, 3), padding=(0, 2)),
        call(x, 2, padding=-1),
        call(x, 3),
        call(x, (2, 3)),
        call(x, 0),
        call(x, 2, stride=0),
        call(x, 2, stride=(1, 0)),
        call(x, 2, dilation=0),
        call(x, 2, dilation=2),
        call(x[0, 0], 2),
        call(x[0, 0, 0], 2),
        call(x[None], 2),
    ]


@contract.function(
    pooling(),
    grid=grid,
    edges=edges,
    bad=bad_pooling(),
    half=["bfloat16", "float16"],
)
def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    """matches torch.nn.functional.max_pool2d
    zh: 与 torch.nn.functional.max_pool2d 一致
    """
    kernel, pad, spread = pair(kernel_size), pair(padding), pair(dilation)
    step = kernel if stride is None else pair(stride)
    if x.dim() not in (3, 4) or min(*kernel, *step, *spread) < 1:
        raise ValueError("axes, kernel_size, stride or dilation")
    if any(p < 0 or p > k // 2 for p, k in zip(pad, kernel, strict=True)):
        raise ValueError("padding")
    for side, k, p, d in zip(x.shape[-2:], kernel, pad, spread, strict=True):
        if side + 2 * p < d * (k - 1) + 1:
            raise ValueError("no window fits")
    return F.max_pool2d(x, kernel, step, pad, spread, ceil_mode, return_indices)


images = tensors(image_shapes(min_side=2), regimes=MODERATE)


@contract.law(x=images, c=st.integers(-9, 9), examples=20)
def adding_a_constant_shifts_the_result(learner, x, c):
    """adding a constant shifts the result by it
    zh: 输入加上常数，结果也加上同一个常数
    """
    expect(learner.max_pool2d(x + c, 2), "max_pool2d(x + c, 2)").close_to(learner.max_pool2d(x, 2) + c)


@contract.law(x=images, examples=20)
def a_monotone_map_commutes(learner, x):
    """a growing function may be applied before or after
    zh: 单调递增函数先作用后作用都一样
    """
    cubed = learner.max_pool2d(x**3 + x, 2, stride=1)
    pooled = learner.max_pool2d(x, 2, stride=1)
    expect(cubed, "max_pool2d(x**3 + x, 2, stride=1)").close_to(pooled**3 + pooled)


@contract.law(x=tensors(image_shapes(min_side=2), regimes=(TIES, SMALL)), examples=30)
def indices_point_at_the_maxima(learner, x):
    """indices point at the maxima, at a tie at the first
    zh: 下标指向最大值，并列时指向第一个
    """
    values, indices = learner.max_pool2d(x, 2, stride=1, padding=1, return_indices=True)
    planes = x.flatten(-2)
    inside = bool(((indices >= 0) & (indices < planes.shape[-1])).all())
    expect(inside, "every index lies inside the image", zh="每个下标都在图像之内").is_true()
    if not inside:
        return
    expect(
        planes.gather(-1, indices.flatten(-2)).reshape(values.shape),
        "x at the indices",
        zh="x 在这些下标处的值",
    ).equal_to(values)
    # Lower every maximum that is pointed at: a tie's second place would show itself by an earlier equal value.
    width = x.shape[-1]
    rows, columns = indices // width, indices % width
    for shift_row, shift_column in ((-1, 0), (0, -1), (-1, -1)):
        r, c = rows + shift_row, columns + shift_column
        out_rows = torch.arange(values.shape[-2]).reshape(-1, 1) - 1
        out_columns = torch.arange(values.shape[-1]) - 1
        seen = (r >= 0) & (c >= 0) & (r >= out_rows) & (c >= out_columns)
        earlier = planes.gather(-1, (r * width + c).clamp(min=0).flatten(-2)).reshape(values.shape)
        expect(
            bool((~seen | (earlier < values)).all()),
            "no earlier place holds the same value",
            zh="更靠前的位置没有相同的值",
        ).is_true()


@contract.law(x=images, examples=20)
def padding_never_wins(learner, x):
    """padding never wins, however negative the image
    zh: 无论图像多么小，填充值都不会赢
    """
    low = x - x.abs().max() - 1000
    everywhere = learner.max_pool2d(low, 3, stride=1, padding=1)
    expect(
        bool((everywhere <= low.amax()).all()),
        "no result exceeds the image's maximum",
        zh="结果都不超过图像的最大值",
    ).is_true()


@contract.law(
    x=tensors(st.tuples(st.integers(2, 3), st.integers(1, 2), st.integers(2, 4), st.integers(2, 4))),
    examples=20,
)
def images_of_a_batch_are_independent(learner, x):
    """a batch is its images one by one
    zh: 整批计算等于逐张计算
    """
    whole = learner.max_pool2d(x, 2)
    expect(whole).equal_to(torch.stack([learner.max_pool2d(image, 2) for image in x]))
