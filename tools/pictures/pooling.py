"""The pictures of the pooling exercises, 45 to 48."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from drawing import COLOURS, Box, Drawing, number


def pooling_layer(draw: Drawing) -> None:
    """Two 2 × 2 windows tile an image of 2 × 5 cells, whose last column is left over, and become their maximum,
    their mean or their sum. Below, adaptive pooling fits three windows to the same five columns: 0-1, 1-3 and
    3-4.
    zh: 两个 2 × 2 的窗口铺在 2 × 5 的图像上，最后一列剩下不看；每个窗口变成最大值、平均值或总和。下面，
    自适应池化给同样的五列配上三个窗口：第 0-1、1-3、3-4 列。
    """
    x = torch.tensor([[[1.0, 2, 3, 4, 5], [6, 7, 8, 9, 0]]])
    grid = draw.cells(0, 28, x[0], "aabb." * 2)
    for column, colour in ((0, "a"), (2, "b")):
        draw.frame(grid.part(0, column, 2, 2), colour)
    mean = F.avg_pool2d(x, 2)[0]
    for index, (name, result) in enumerate(
        (("max", F.max_pool2d(x, 2)[0]), ("avg", mean), ("sum", 4 * mean))
    ):
        y = 50 * index
        draw.arrow((234, 72), (272, 22 + y))
        draw.text(324, y + 22, name, "code end", 18)
        draw.cells(336, y, result, "ab", width=56)

    windows, columns = 3, x.shape[-1]
    below = draw.cells(0, 190, x[0])
    for index, colour in enumerate("abc"):
        start, end = index * columns // windows, -(-(index + 1) * columns // windows)
        draw.frame(below.part(0, start, 2, end - start), colour, 1.5 + 4 * (index % 2))
    draw.arrow((234, 234), (272, 234))
    draw.text(324, 234, "avg", "code end", 18)
    draw.cells(336, 212, F.adaptive_avg_pool2d(x, (1, windows))[0], "abc", width=56)


def max_pooling(draw: Drawing) -> None:
    """Four 2 × 2 windows on an image of 3 × 4 cells; the lower two hang over its end. The largest cell of each
    window goes into the result. On the way back that cell gets the gradient 1, and all the others 0.
    zh: 3 × 4 的图像上有四个 2 × 2 的窗口，下面两个伸出了末端。每个窗口里最大的一格进入结果。反向传播时，
    这一格的梯度是 1，其余都是 0。
    """
    x = torch.tensor([[1.0, 3, 2, 2], [4, -1, 0, 2], [-5, -2, -7, -3]], requires_grad=True)
    result = F.max_pool2d(x[None], 2, ceil_mode=True)[0]
    (gradient,) = torch.autograd.grad(result.sum(), x)
    wins = gradient.flatten().tolist()
    tints = [COLOURS[row // 2 * 2 + column // 2] for row in range(3) for column in range(4)]
    looks = [tint.upper() if win else tint for win, tint in zip(wins, tints, strict=True)]
    grid = draw.cells(0, 0, x.detach(), looks)
    for index, colour in enumerate(COLOURS):
        draw.frame(grid.part(index // 2 * 2, index % 2 * 2, 2, 2), colour)
    draw.arrow((192, 88), (228, 88))
    draw.text(210, 68, "max", "code", 16)
    draw.cells(240, 44, result.detach(), "ABCD")
    draw.arrow((340, 88), (376, 88))
    draw.text(358, 66, "∂")
    draw.cells(388, 0, gradient, [look if win else " " for win, look in zip(wins, looks, strict=True)])
    for x_middle, words in ((88, "x"), (476, "x.grad")):
        draw.text(x_middle, 196, words, "code", 18)


def average_pooling(draw: Drawing) -> None:
    """An image of 3 × 3 cells in a ring of zeros, and four 2 × 2 windows on it. If the padding counts, each
    window divides its sum by 4; if not, by the number of image cells that it sees: 1, 2, 2 and 4.
    zh: 3 × 3 的图像外面补一圈零，上面有四个 2 × 2 的窗口。算上填充时，每个窗口的和都除以 4；不算时，
    除以它看到的图像格数：1、2、2、4。
    """
    x = torch.arange(1.0, 10).reshape(1, 3, 3)
    inside = F.pad(torch.ones_like(x), (1, 1, 1, 1))[0]
    grid = draw.cells(
        0,
        12,
        F.pad(x, (1, 1, 1, 1))[0],
        [
            "-"
            if not inside[row, column]
            else COLOURS[row // 2 * 2 + column // 2]
            if max(row, column) < 4
            else " "
            for row in range(5)
            for column in range(5)
        ],
    )
    for index, colour in enumerate(COLOURS):
        draw.frame(grid.part(index // 2 * 2, index % 2 * 2, 2, 2), colour)
    sums = F.avg_pool2d(x, 2, padding=1, divisor_override=1)[0]
    for counts, y in ((True, 0), (False, 136)):
        result = F.avg_pool2d(x, 2, padding=1, count_include_pad=counts)[0]
        words = [
            f"{number(total)} ÷ {number(total / share)} = {number(share)}"
            for total, share in zip(sums.flatten(), result.flatten(), strict=True)
        ]
        draw.arrow((232, y + 64), (270, y + 64))
        draw.text(416, y, f"count_include_pad={counts}", "code", 17)
        draw.cells(284, y + 20, result, COLOURS, width=134, words=words, letters=17)


def sum_pooling(draw: Drawing) -> None:
    """Two 2 × 2 windows that overlap on an image of 2 × 3 cells, and their sums 7 and 10. Bars show the pooling
    of the first window for p = 1, 2, 4 and infinity: from the sum, 7, down to the largest cell, 4.
    zh: 2 × 3 的图像上有两个互相重叠的 2 × 2 窗口，和是 7 与 10。条形是第一个窗口在 p = 1、2、
    4 和无穷大时的池化结果：从总和 7 一直降到最大的一格 4。
    """
    x = torch.tensor([[[1.0, 2, 3], [4, 0, 5]]])
    grid = draw.cells(0, 44, x[0])
    draw.frame(grid.part(0, 0, 2, 2), "a")
    draw.frame(grid.part(0, 1, 2, 2), "b", 5.5)
    sums = F.avg_pool2d(x, 2, stride=1, divisor_override=1)[0]
    draw.arrow((146, 88), (184, 88))
    draw.text(165, 66, "∑")
    draw.cells(196, 66, sums, "ab")
    seen = x[0, :, :2].flatten()
    for index, p in enumerate((1, 2, 4, torch.inf)):
        value = torch.linalg.vector_norm(seen, p).item()
        y = 44 * index
        draw.text(384, y + 22, f"p = {number(p)}", "end")
        draw.bar(Box(396, y + 10, 20 * value, 24), "a")
        draw.text(404 + 20 * value, y + 22, number(value), "start")
