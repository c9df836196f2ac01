"""What must hold for pooling layers."""

import torch
import torch.nn.functional as F

from grader.contract import Contract, call, expect
from grader.inputs import MODERATE, Filler, questions, st, tensors

contract = Contract(bans=["max_pool", "avg_pool", "lp_pool", "fractional_pool"])

MODES = ("max", "avg", "sum")


def pair(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def image_shapes(min_side=1, max_side=6):
    side = st.integers(min_side, max_side)
    return st.one_of(
        st.tuples(st.just(1), side, side),
        st.tuples(st.integers(1, 2), st.integers(1, 3), side, side),
    )


# Numbers of size one: an average by running sums is honest, and loses digits beside large numbers.
images = tensors(image_shapes(), regimes=MODERATE)


# -- pool2d -------------------------------------------------------------------------------------------------


@questions
def poolings(draw):
    x = draw(images)
    kernel = tuple(draw(st.integers(1, side)) for side in x.shape[-2:])
    size = kernel[0] if kernel[0] == kernel[1] else kernel
    mode = draw(st.sampled_from(MODES))
    step = draw(st.one_of(st.none(), st.integers(1, 3), st.tuples(st.integers(1, 3), st.integers(1, 3))))
    if step is None:
        return call(x, size) if mode == "max" and draw(st.booleans()) else call(x, size, mode=mode)
    return call(x, size, step, mode) if draw(st.booleans()) else call(x, size, mode=mode, stride=step)


def grid(fill: Filler):
    calls = [call(fill(2, 3, 5, 7), 2), call(fill(3, 5, 7), (2, 3)), call(fill(1, 6, 6), 3, 1)]
    for mode in MODES:
        calls += [
            call(fill(2, 3, 5, 7), 2, mode=mode),
            call(fill(3, 5, 7), (3, 2), mode=mode),
            call(fill(2, 1, 7, 5), (1, 3), (3, 1), mode),
            call(fill(2, 3, 7, 5), (3, 1), 2, mode),
            call(fill(1, 2, 5, 5), 5, mode=mode),
            call(fill(2, 3, 5), 1, mode=mode),
            call(fill(2, 2, 7, 7), 2, stride=3, mode=mode),
            call(-fill(2, 1, 5, 6).abs() - 1, 2, stride=1, mode=mode),
            call(fill(2, 2, 4, 4), (2, 4), stride=1, mode=mode),
        ]
    return calls


def edges(fill: Filler):
    calls = []
    for mode in MODES:
        calls += [
            call(fill(0, 3, 4, 5), 2, mode=mode),
            call(fill(1, 1, 1, 1), 1, mode=mode),
            call(fill(1, 1, 1), 1, 5, mode),
        ]
    return calls


few = torch.tensor([[[1.0, -2.0, 4.0], [3.0, 0.5, 0.0]]], dtype=torch.float64)
bad_poolings = [
    call(few, 3),
    call(few, (1, 4)),
    call(few, (3, 1), mode="sum"),
    call(few, 3, 1, "avg"),
    call(few, 0),
    call(few, (2, 0), mode="sum"),
    call(few, -1, 1, "avg"),
    call(few, 2, 0),
    call(few, 2, (1, -1), "avg"),
    call(few, 2, mode="mean"),
    call(few, 1, mode="min"),
    call(few, 2, 1, "median"),
    call(few[0], 2),
    call(few[0, 0], 1, mode="sum"),
    call(few[None, None], 2, mode="avg"),
]


@contract.function(poolings(), grid=grid, edges=edges, bad=bad_poolings, away_from_ties=True)
def pool2d(x, kernel_size, stride=None, mode="max"):
    """pool2d matches torch's maximum, average and sum over windows
    zh: pool2d 与 torch 的窗口最大值、平均值、总和一致
    """
    kernel = pair(kernel_size)
    step = kernel if stride is None else pair(stride)
    if x.dim() not in (3, 4) or mode not in MODES or min(*kernel, *step) < 1:
        raise ValueError("x, mode, kernel_size or stride")
    if any(k > side for k, side in zip(kernel, x.shape[-2:], strict=True)):
        raise ValueError("the window is too large")
    if mode == "max":
        return F.max_pool2d(x, kernel, step)
    return F.avg_pool2d(x, kernel, step, divisor_override=1 if mode == "sum" else None)


# -- adaptive_avg_pool2d ------------------------------------------------------------------------------------


@questions
def adaptations(draw):
    x = draw(images)
    size = draw(st.one_of(st.integers(1, 7), st.tuples(st.integers(1, 7), st.integers(1, 7))))
    return call(x, size)


def adaptive_grid(fill: Filler):
    return [
        call(fill(2, 3, 5, 7), 1),
        call(fill(2, 3, 5, 7), (2, 3)),
        call(fill(3, 5, 7), (3, 2)),
        call(fill(1, 2, 7, 5), 3),
        call(fill(2, 2, 6, 6), (2, 3)),
        call(fill(1, 5, 7), (5, 7)),
        call(fill(1, 7, 7), 4),
        call(fill(2, 3, 10), (1, 7)),
        call(fill(2, 1, 3, 2), (5, 7)),
        call(fill(1, 1, 2, 3), (3, 2)),
    ]


def adaptive_edges(fill: Filler):
    return [
        call(fill(0, 3, 4, 5), 2),
        call(fill(1, 1, 1), 1),
        call(fill(1, 1, 1), (3, 2)),
        call(fill(2, 1, 1, 5), (1, 3)),
    ]


bad_adaptations = [
    call(few, 0),
    call(few, (2, 0)),
    call(few, (-1, 2)),
    call(few[0], 1),
    call(few[0, 0], 1),
    call(few[None, None], (1, 1)),
]


@contract.function(adaptations(), grid=adaptive_grid, edges=adaptive_edges, bad=bad_adaptations)
def adaptive_avg_pool2d(x, output_size):
    """adaptive_avg_pool2d matches torch.nn.functional.adaptive_avg_pool2d
    zh: adaptive_avg_pool2d 与 torch.nn.functional.adaptive_avg_pool2d 一致
    """
    if x.dim() not in (3, 4) or min(pair(output_size)) < 1:
        raise ValueError("x or output_size")
    return F.adaptive_avg_pool2d(x, pair(output_size))


# -- laws ---------------------------------------------------------------------------------------------------

modes = st.sampled_from(MODES)


@contract.law(x=images, mode=modes, examples=15)
def a_window_of_one_changes_nothing(learner, x, mode):
    """a window of one cell changes nothing
    zh: 只有一格的窗口什么也不改变
    """
    expect(learner.pool2d(x, 1, mode=mode), "pool2d(x, 1, mode=mode)").equal_to(x)


@contract.law(x=images, examples=15)
def one_cell_is_the_mean_of_the_image(learner, x):
    """adaptive pooling to 1 x 1 is the mean of each channel
    zh: 自适应池化到 1 x 1 就是每个通道的均值
    """
    means = x.mean((-2, -1), keepdim=True)
    expect(learner.adaptive_avg_pool2d(x, 1), "adaptive_avg_pool2d(x, 1)").close_to(means)


@contract.law(size=st.integers(1, 9), count=st.integers(1, 9), seed=st.integers(0, 99), examples=20)
def adaptive_windows_overlap_as_torch_does(learner, size, count, seed):
    """adaptive window i runs from floor(i n / m) to ceil((i + 1) n / m)
    zh: 自适应的第 i 个窗口从 floor(i n / m) 到 ceil((i + 1) n / m)
    """
    x = torch.randn(1, 1, size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    means = [x[..., i * size // count : -(-(i + 1) * size // count)].mean(-1) for i in range(count)]
    expect(learner.adaptive_avg_pool2d(x, (1, count)), "adaptive_avg_pool2d(x, (1, m))").close_to(
        torch.stack(means, -1)
    )


@contract.law(x=tensors(image_shapes(min_side=2), regimes=MODERATE), stride=st.integers(1, 3), examples=15)
def sum_is_average_times_cells(learner, x, stride):
    """the sum is the average times the number of cells, and no average exceeds the maximum
    zh: 总和等于平均值乘格数，平均值不超过最大值
    """
    average = learner.pool2d(x, (2, 1), stride, "avg")
    expect(learner.pool2d(x, (2, 1), stride, "sum"), "pool2d(x, (2, 1), stride, 'sum')").close_to(2 * average)
    below = average <= learner.pool2d(x, (2, 1), stride, "max") + 1e-9
    expect(bool(below.all()), "no average exceeds the maximum", zh="平均值都不超过最大值").is_true()


@contract.law(
    x=st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
        lambda s: tensors((2, 2 * s[0], 3 * s[1]), regimes=MODERATE)
    ),
    examples=12,
)
def adaptive_is_plain_where_it_divides(learner, x):
    """where the output divides the image, adaptive pooling is average pooling
    zh: 输出大小整除图像时，自适应池化就是平均池化
    """
    size = (x.shape[-2] // 2, x.shape[-1] // 3)
    expect(learner.adaptive_avg_pool2d(x, size), "adaptive_avg_pool2d(x, (H / 2, W / 3))").close_to(
        learner.pool2d(x, (2, 3), mode="avg")
    )


@contract.law(
    x=tensors(
        st.tuples(st.integers(2, 3), st.integers(1, 2), st.integers(2, 4), st.integers(2, 4)),
        regimes=MODERATE,
    ),
    mode=modes,
    examples=12,
)
def images_of_a_batch_are_independent(learner, x, mode):
    """a batch is its images one by one
    zh: 整批计算等于逐张计算
    """
    whole = learner.pool2d(x, 2, 1, mode)
    expect(whole, "pool2d of the batch", zh="整个批次的 pool2d").close_to(
        torch.stack([learner.pool2d(i, 2, 1, mode) for i in x])
    )
    whole = learner.adaptive_avg_pool2d(x, 2)
    expect(whole, "adaptive_avg_pool2d of the batch", zh="整个批次的 adaptive_avg_pool2d").close_to(
        torch.stack([learner.adaptive_avg_pool2d(i, 2) for i in x])
    )
