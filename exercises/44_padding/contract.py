"""What must hold for padding."""

import torch
import torch.nn.functional as F

from grader.contract import Contract, call, expect, vjp
from grader.inputs import MODERATE, SPECIAL, Filler, questions, st, tensors

contract = Contract(bans=["pad"])

INF, NAN = float("inf"), float("nan")
MODES = ("constant", "reflect", "replicate", "circular")


def four(padding):
    return (padding,) * 4 if isinstance(padding, int) else tuple(padding)


# -- pad2d --------------------------------------------------------------------------------------------------


@st.composite
def images(draw, max_side=4):
    lead = draw(st.sampled_from([(), (), (2,), (1, 2), (2, 1, 2)]))
    side = st.integers(1, max_side)
    return draw(tensors((*lead, draw(side), draw(side)), regimes=MODERATE))


def widest(mode, side):
    """The largest padding of an axis that the mode allows, as far as we ask."""
    return {"reflect": side - 1, "circular": side}.get(mode, 3)


@st.composite
def ends(draw, mode, side):
    if mode != "constant":
        width = st.integers(0, widest(mode, side))
        return draw(width), draw(width)
    before = draw(st.integers(-min(side, 2), 3))
    return before, draw(st.integers(-min(side + min(before, 0), 2), 3))


@questions
def paddings(draw):
    x = draw(images())
    mode = draw(st.sampled_from(MODES))
    height, width = x.shape[-2:]
    if draw(st.integers(0, 3)) == 3:
        side = min(height, width)
        least = -(side // 2) if mode == "constant" else 0
        padding = draw(st.integers(least, widest(mode, side)))
    else:
        padding = (*draw(ends(mode, width)), *draw(ends(mode, height)))
    if mode == "constant" and draw(st.booleans()):
        value = draw(st.sampled_from([1.0, -2.5, 0.25, 7.0]))
        return call(x, padding, value=value) if draw(st.booleans()) else call(x, padding, mode, value)
    return call(x, padding, mode)


def grid(fill: Filler):
    calls = [
        call(fill(2, 3), (1, 2, 3, 0)),
        call(fill(2, 3), 1),
        call(fill(2, 3, 5), (1, 0, 2, 3), "constant", 2.5),
        call(fill(3, 5), (-1, 2, 1, -2), value=-1.5),
        call(fill(2, 5, 7), -2),
        call(fill(2, 3, 4, 5), (-2, -1, -1, -1)),
    ]
    for mode in MODES:
        calls += [
            call(fill(2, 3), (0, 1, 0, 0), mode),
            call(fill(3, 2), (0, 0, 2, 1), mode),
            call(fill(3, 5), (1, 2, 2, 1), mode),
            call(fill(2, 3, 3, 2), (1, 1, 0, 2), mode),
            call(fill(1, 2, 2, 3, 4), 1, mode),
            call(fill(4, 3), 2, mode),
            call(fill(2, 2), 0, mode),
            call(fill(2, 3), (0, 0, 0, 0), mode, 5.0),
        ]
    return calls


def edges(fill: Filler):
    def image(rows):
        return torch.tensor(rows, dtype=torch.float64)

    calls = [
        call(image([[1.0, 2.0], [3.0, 4.0]]), 1, "constant", -INF),
        call(image([[1.0, 2.0], [3.0, 4.0]]), (1, 0, 0, 1), "constant", NAN),
        call(image([[NAN, INF], [-INF, 1.0]]), (1, 2, 2, 1), "constant", 1.0),
        call(image([[NAN, INF], [-INF, 1.0]]), (-1, 1, 0, 0)),
        call(fill(2, 2), (-1, -1, 0, 0)),
        call(fill(2, 3, 2), (0, 0, -3, 0)),
        call(fill(1, 1), 3, "replicate"),
        call(fill(1, 1), 1, "circular"),
        call(fill(1, 1), 0, "reflect"),
        call(fill(2, 3), (2, 2, 1, 1), "reflect"),
        call(fill(2, 3), (3, 3, 2, 2), "circular"),
    ]
    for mode in MODES:
        calls += [
            call(fill(0, 2, 3), 1, mode),
            call(fill(2, 0, 3, 2), (1, 0, 1, 0), mode),
            call(fill(3, 3, regimes=(SPECIAL,)), (2, 1, 1, 2), mode),
        ]
    return calls


few = torch.tensor([[1.0, -2.0], [3.0, 0.5]], dtype=torch.float64)
wide = torch.tensor([[1.0, -2.0, 4.0]], dtype=torch.float64)
bad_paddings = [
    call(few, (2, 0, 0, 0), "reflect"),
    call(few, (0, 0, 0, 2), "reflect"),
    call(few, 3, "reflect"),
    call(wide, 1, "reflect"),
    call(few, (0, 3, 0, 0), "circular"),
    call(few, (0, 0, 3, 0), "circular"),
    call(wide, 2, "circular"),
    call(few, -1, "reflect"),
    call(few, (0, -1, 0, 0), "replicate"),
    call(few, (0, 0, -1, 1), "circular"),
    call(few, 1, "zeros"),
    call(few, 0, "symmetric"),
    call(few, 1, "edge"),
    call(few, (-2, -1, 0, 0)),
    call(few, (0, 0, -1, -2)),
    call(few, -2),
    call(few, (-3, 5, 0, 0)),
    call(few, (1, 1)),
    call(few, (1, 1, 1)),
    call(few, (1, 1, 1, 1, 0, 0)),
    call(few[0], 1),
    call(few[0], 1, "replicate"),
    call(few[0, 0], 1),
]


@contract.function(paddings(), grid=grid, edges=edges, bad=bad_paddings, half=["bfloat16", "float16"])
def pad2d(x, padding, mode="constant", value=0.0):
    """pad2d matches torch.nn.functional.pad on the last two axes
    zh: pad2d 在最后两个轴上与 torch.nn.functional.pad 一致
    """
    sides = four(padding)
    if x.dim() < 2 or len(sides) != 4 or mode not in MODES:
        raise ValueError("x, padding or mode")
    left, right, top, bottom = sides
    for side, before, after in ((x.shape[-1], left, right), (x.shape[-2], top, bottom)):
        if mode != "constant" and min(before, after) < 0:
            raise ValueError("negative padding")
        if mode in ("reflect", "circular") and max(before, after) > widest(mode, side):
            raise ValueError("padding is too wide")
        if side + min(before, 0) + min(after, 0) < 0:
            raise ValueError("nothing is left")
    lead, (height, width) = x.shape[:-2], x.shape[-2:]
    shape = (*lead, height + top + bottom, width + left + right)
    if x.numel() == 0:
        return x.new_full(shape, value)
    flat = x.reshape(1, -1, height, width)
    options = {"value": value} if mode == "constant" else {}
    return F.pad(flat, sides, mode=mode, **options).reshape(shape)


# -- same_padding -------------------------------------------------------------------------------------------


@questions
def kernels(draw):
    kernel, dilation = draw(st.integers(1, 9)), draw(st.integers(1, 4))
    return call(kernel, dilation) if draw(st.booleans()) else call(kernel, dilation=dilation)


def kernel_grid(_fill: Filler):
    return [call(k) for k in range(1, 8)] + [call(k, d) for k in (1, 2, 3, 4, 5) for d in (2, 3)]


@contract.function(
    kernels(), grid=kernel_grid, bad=[call(0), call(-3), call(3, 0), call(3, -1), call(1, 0), call(0, 2)]
)
def same_padding(kernel_size, dilation=1):
    """same_padding splits dilation * (kernel_size - 1), the extra one after
    zh: same_padding 拆分 dilation * (kernel_size - 1)，多出的一个放在后面
    """
    if kernel_size < 1 or dilation < 1:
        raise ValueError("kernel_size or dilation")
    total = dilation * (kernel_size - 1)
    return total // 2, (total + 1) // 2


# -- laws ---------------------------------------------------------------------------------------------------


@st.composite
def positive_paddings(draw, modes=MODES):
    """An image, a mode, and a padding that only adds."""
    x, mode = draw(images()), draw(st.sampled_from(modes))
    sides = [draw(st.integers(0, widest(mode, x.shape[-1 - i // 2]))) for i in range(4)]
    return {"x": x, "mode": mode, "padding": tuple(sides)}


@contract.law(asked=positive_paddings(), examples=20)
def the_image_stays_inside(learner, asked):
    """the image itself is found unchanged inside its frame
    zh: 原图原封不动地位于边框之内
    """
    x, (left, _, top, _) = asked["x"], asked["padding"]
    padded = learner.pad2d(x, asked["padding"], asked["mode"])
    inside = padded[..., top : top + x.shape[-2], left : left + x.shape[-1]]
    expect(inside, "the part of the result where x lies", zh="结果中 x 所在的部分").equal_to(x)


@contract.law(asked=positive_paddings(), examples=20)
def cropping_undoes_padding(learner, asked):
    """padding with the negative amounts undoes padding
    zh: 用相反数填充，就撤销了填充
    """
    padded = learner.pad2d(asked["x"], asked["padding"], asked["mode"])
    back = learner.pad2d(padded, tuple(-side for side in asked["padding"]))
    expect(back, "pad2d(pad2d(x, padding, mode), -padding)").equal_to(asked["x"])


@contract.law(asked=positive_paddings(modes=["circular"]), examples=15)
def circular_padding_is_periodic(learner, asked):
    """circular: the result repeats with the period of the image
    zh: circular：结果以图像的尺寸为周期重复
    """
    height, width = asked["x"].shape[-2:]
    padded = learner.pad2d(asked["x"], asked["padding"], "circular")
    expect(padded[..., height:, :], "rows from H on", zh="从 H 开始的各行").equal_to(
        padded[..., : padded.shape[-2] - height, :]
    )
    expect(padded[..., width:], "columns from W on", zh="从 W 开始的各列").equal_to(
        padded[..., : padded.shape[-1] - width]
    )


@contract.law(asked=positive_paddings(), examples=15)
def the_axes_are_padded_one_by_one(learner, asked):
    """padding columns and then rows is padding both, corners included
    zh: 先填充列再填充行，等于两者一起填充，四角也一样
    """
    x, mode = asked["x"], asked["mode"]
    left, right, top, bottom = asked["padding"]
    columns = learner.pad2d(x, (left, right, 0, 0), mode)
    expect(
        learner.pad2d(columns, (0, 0, top, bottom), mode), "columns, then rows", zh="先填充列，再填充行"
    ).equal_to(learner.pad2d(x, asked["padding"], mode))


def copies(side, before, after):
    """How often each line of an axis stands in the replicated one."""
    counts = torch.ones(side, dtype=torch.float64)
    counts[0] += before
    counts[-1] += after
    return counts


@contract.law(asked=positive_paddings(modes=["replicate"]), examples=15)
def replicate_adds_up_the_gradients_of_the_copies(learner, asked):
    """replicate: an edge cell gets the gradients of all its copies
    zh: replicate：边缘的格子得到它所有副本的梯度之和
    """
    x, (left, right, top, bottom) = asked["x"], asked["padding"]
    ones = torch.ones(*x.shape[:-2], x.shape[-2] + top + bottom, x.shape[-1] + left + right, dtype=x.dtype)
    (gradient,) = vjp(learner.pad2d, call(x, asked["padding"], "replicate"), ones)
    counts = copies(x.shape[-2], top, bottom)[:, None] * copies(x.shape[-1], left, right)
    expect(
        gradient,
        "gradient of pad2d(x, padding, 'replicate').sum()",
        zh="pad2d(x, padding, 'replicate').sum() 的梯度",
    ).close_to(counts.expand(x.shape).clone())


@contract.law(kernel=st.integers(1, 9), dilation=st.integers(1, 4), size=st.integers(1, 20), examples=15)
def same_padding_keeps_the_length(learner, kernel, dilation, size):
    """with same_padding a window at stride 1 stops as often as there are cells
    zh: 用 same_padding 填充后，步幅为 1 的窗口停的次数恰好等于格数
    """
    before, after = learner.same_padding(kernel, dilation)
    stops = size + before + after - dilation * (kernel - 1)
    expect(stops, "number of windows", zh="窗口的个数").equal_to(size)
    expect(after - before, "after - before").equal_to(dilation * (kernel - 1) % 2)
