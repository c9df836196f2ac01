"""The pictures of the convolution exercises, 21, 24 and 42 to 44."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from drawing import COLOURS, Box, Drawing, number

KERNEL = torch.tensor([[1.0, 0], [0, -1]])


def conv1d_conv2d_conv3d(draw: Drawing) -> None:
    """Three inputs with a kernel in a corner and arrows for the ways it moves: a row of 5 cells and one arrow,
    a square of 5 × 5 and two arrows, a cube of 5 × 5 × 5 and three. The results have 3, 3 × 3 and 3 × 3 × 3
    cells.
    zh: 三种输入，一角是卷积核，箭头是它移动的方向：一行 5 格，一个箭头；5 × 5 的方形，两个箭头；
    5 × 5 × 5 的立方体，三个箭头。结果分别有 3、3 × 3、3 × 3 × 3 格。
    """
    side, taps, cell, tilt = 5, 3, 26, 12
    for axes, x, sides in ((1, 0, "L"), (2, 180, "H, W"), (3, 360, "D, H, W")):
        rows, depth = (1 if axes == 1 else side), (side if axes == 3 else 1)
        top = 65 + (side - rows) * cell / 2
        grid = Box(x, top, side * cell, rows * cell, side, rows)
        kernel = grid.part(0, 0, min(rows, taps), taps)
        if axes == 3:
            draw.block(grid, depth * tilt, "plain")
        for index in range(rows * side):
            row, column = divmod(index, side)
            draw.cell(grid.part(row, column), "a" if row < taps and column < taps else " ")
        if axes == 3:
            draw.block(kernel, taps * tilt, "a")
        else:
            draw.frame(kernel, "a")
        last = kernel.part(kernel.rows - 1, taps - 1).middle
        draw.arrow((kernel.right + (19 if axes == 3 else 8), last[1]), (grid.right - 5, last[1]), "b stroke")
        if axes > 1:
            draw.arrow((last[0], kernel.bottom + 8), (last[0], grid.bottom - 5), "b stroke")
        if axes == 3:
            near, far = taps * tilt + 4, depth * tilt - 3
            draw.arrow((last[0] + near, grid.y - near), (last[0] + far, grid.y - far), "b stroke")
        result = getattr(F, f"conv{axes}d")(
            torch.zeros(1, 1, *[side] * axes), torch.zeros(1, 1, *[taps] * axes)
        )
        middle = grid.middle[0] + (depth * tilt / 2 if axes == 3 else 0)
        draw.text(middle, 226, f"(N, C, {sides})", "code", 16)
        before, after = (" × ".join(map(str, size)) for size in ([side] * axes, result.shape[2:]))
        draw.text(middle, 256, f"{before} → {after}", "quiet", 16)


def dnn_vs_cnn(draw: Drawing) -> None:
    """A kernel of 2 × 2 cells holds four weights, each in its colour. The dense matrix that does the same to an
    image of 3 × 3 cells has 4 × 9 = 36 entries: in every row the same four weights, moved on, and zeros.
    zh: 2 × 2 的卷积核有四个权重，各用一种颜色。对 3 × 3 的图像做同样一件事的全连接矩阵有 4 × 9 = 36 项：
    每一行都是这四个权重，只是换了位置，其余是零。
    """
    weight = torch.tensor([[[[1.0, 2], [3, 4]]]])
    columns = F.conv2d(torch.eye(9).reshape(9, 1, 3, 3), weight).reshape(9, 4)
    matrix = columns.T
    looks = ["." if not entry else COLOURS[int(entry) - 1] for entry in matrix.flatten()]
    grid = draw.cells(0, 48, weight[0, 0], COLOURS)
    draw.frame(grid, "plain")
    draw.text(44, 210, "2 × 2 = 4", "quiet", 18)
    draw.arrow((106, 92), (144, 92))
    draw.cells(160, 4, matrix, looks)
    draw.text(358, 210, f"4 × 9 = {matrix.numel()}", "quiet", 18)


def convolution_layer(draw: Drawing) -> None:
    """Two 2 × 2 windows on an image of 2 × 3 cells become the two columns of a matrix. The kernel, written as a
    row, times this matrix, plus the bias 10, is the result: 6 and 6.
    zh: 2 × 3 的图像上的两个 2 × 2 窗口，变成一个矩阵的两列。写成一行的卷积核乘以这个矩阵，再加上偏置 10，
    就是结果：6 和 6。
    """
    x = torch.tensor([[[1.0, 2, 3], [4, 5, 6]]])
    bias = torch.tensor([10.0])
    grid = draw.cells(0, 44, x[0])
    draw.frame(grid.part(0, 0, 2, 2), "a")
    draw.frame(grid.part(0, 1, 2, 2), "b", 5.5)
    draw.text(66, 20, "x", "code", 18)
    draw.arrow((148, 88), (372, 88))
    draw.text(260, 66, "im2col", "code", 18)
    matrix = draw.cells(388, 0, F.unfold(x[None], 2)[0], "ab" * 4)
    draw.frame(matrix.part(0, 0, 4, 1), "a")
    draw.frame(matrix.part(0, 1, 4, 1), "b")

    draw.frame(draw.cells(0, 192, KERNEL, "cccc"), "c")
    draw.text(44, 304, "weight", "code", 18)
    draw.arrow((104, 236), (148, 236))
    draw.frame(draw.cells(164, 214, KERNEL.reshape(1, 4), "cccc"), "c")
    draw.arrow((350, 236), (378, 236))
    draw.arrow((432, 184), (432, 208))
    draw.cells(388, 214, F.conv2d(x[None], KERNEL[None, None])[0, 0], "ab")
    draw.text(432, 278, f"+ {number(bias.item())}")
    draw.line([(391, 298), (473, 298)])
    draw.cells(388, 304, F.conv2d(x[None], KERNEL[None, None], bias)[0, 0], "AB")


def stride(draw: Drawing) -> None:
    """A row of the numbers 1 to 6, twice. Windows of size 3 with stride 2 share the 3 and leave the 6 over;
    windows of size 2 with stride 3 skip the 3 and the 6. An arrow marks the stride from one window to the next.
    zh: 两行 1 到 6。大小 3、步幅 2 的窗口共用 3，剩下 6；大小 2、步幅 3 的窗口跳过 3 和 6。
    箭头标出从一个窗口到下一个的步幅。
    """
    x = torch.arange(1.0, 7)
    for y, size, step in ((0, 3, 2), (180, 2, 3)):
        seen = x.unfold(0, size, step)
        count = len(seen)
        last = (count - 1) * step + size
        looks = ["." if place >= last or size <= place % step else " " for place in range(len(x))]
        grid = draw.cells(0, y + 58, x[None], looks)
        for index in range(count):
            draw.frame(
                grid.part(0, index * step, 1, size), "ab"[index], 5.5 if index % 2 and size > step else 1.5
            )
        for index in range(count - 1):
            start = grid.part(0, index * step).middle[0]
            draw.arrow((start, y + 40), (start + step * 44, y + 40))
            draw.text(start + step * 22, y + 20, number(step))
        draw.arrow((278, y + 80), (330, y + 80))
        draw.cells(350, y + 36, seen, "".join("ab"[index] * size for index in range(count)))
        draw.text(416, y + 2, f"windows(x, {size}, {step})", "code", 17)
        draw.text(416, y + 142, f".stride() = {seen.stride()}", "code quiet", 16)


def padding(draw: Drawing) -> None:
    """The row 1 2 3 with two new cells on each side, in four modes. constant: 0 0 1 2 3 0 0; reflect: 3 2 1 2 3
    2 1; replicate: 1 1 1 2 3 3 3; circular: 2 3 1 2 3 1 2. Copies of a cell have its colour.
    zh: 一行 1 2 3 两边各加两格，四种方式。constant：0 0 1 2 3 0 0；reflect：3 2 1 2 3 2 1；replicate：
    1 1 1 2 3 3 3；circular：2 3 1 2 3 1 2。同一格的副本颜色相同。
    """
    x = torch.tensor([[1.0, 2, 3]])
    for index, mode in enumerate(("constant", "reflect", "replicate", "circular")):
        y = 60 * index
        row = F.pad(x, (2, 2), mode=mode)
        looks = "".join("-" if value == 0 else COLOURS[int(value) - 1] for value in row[0])
        draw.text(112, y + 22, mode, "code end", 18)
        grid = draw.cells(128, y, row, looks)
        draw.frame(grid.part(0, 2, 1, 3), "plain", 1.5)
