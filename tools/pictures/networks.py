"""The pictures of the exercises on networks and tensors: 23, 49, 50 and 54."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from drawing import Box, Drawing, number
from torch import nn


def convolutional_network(draw: Drawing) -> None:
    """The way of an image through the network: 1 × 28 × 28, 8 × 28 × 28 after the first convolution, 8 × 14 ×
    14 after the pooling, 16 × 14 × 14 after the second convolution, 16 × 7 × 7, flattened to 784 numbers, and
    10 scores.
    zh: 图像在网络中经过的各步：1 × 28 × 28，第一次卷积后 8 × 28 × 28，池化后 8 × 14 × 14，
    第二次卷积后 16 × 14 × 14，再池化后 16 × 7 × 7，展平成 784 个数，最后是 10 个分数。
    """
    pool = nn.Sequential(nn.ReLU(), nn.MaxPool2d(2))
    steps = [
        ("conv1", nn.Conv2d(1, 8, 3, padding=1), "a", 42),
        ("max", pool, "b", 34),
        ("conv2", nn.Conv2d(8, 16, 3, padding=1), "a", 42),
        ("max", pool, "b", 34),
        ("flatten", nn.Flatten(), "c", 52),
        ("linear", nn.Linear(784, 10), "d", 52),
    ]
    signal = torch.zeros(1, 1, 28, 28)
    x = _signal(draw, 0, signal.shape[1:], "plain")
    for name, layer, colour, room in steps:
        signal = layer(signal)
        draw.arrow((x + 7, 0), (x + room - 7, 0))
        draw.text(x + room / 2, 78, name, "code", 15)
        x = _signal(draw, x + room, signal.shape[1:], colour)


def _signal(draw: Drawing, x: float, shape: torch.Size, colour: str) -> float:
    sizes = [str(size) for size in shape]
    depth = 2.0 * shape[0] if len(shape) == 3 else 0
    width, height = (2.0 * shape[1],) * 2 if depth else (14, 108 if shape[0] > 100 else 36)
    front = Box(x, (depth - height) / 2, width, height)
    draw.block(front, depth, colour, "deep")
    middle = (x + front.right + depth) / 2
    draw.text(middle, -96, sizes[0], "strong", 16)
    draw.text(middle, -75, "×".join(sizes[1:]), "quiet", 15)
    return front.right + depth


def fully_connected(draw: Drawing) -> None:
    """An image of 2 × 2 cells is flattened to a row of four. The row times the transposed weight, plus the
    bias, gives three scores; the largest, 4, in place 1, is the answer.
    zh: 2 × 2 的图像展平成一行四个数。这一行乘以转置后的权重，再加偏置，得到三个分数；最大的是 4，在第 1 位，
    就是答案。
    """
    image = torch.tensor([[1.0, 2], [3, 4]])
    weight = torch.tensor([[1.0, 0, 0, 0], [0, 0, 0, 1], [0, 1, 0, 0]])
    bias = torch.tensor([0.5, 0, 0])
    x = image.reshape(1, 4)
    scores = F.linear(x, weight, bias)
    draw.cells(0, 184, image, "aabb")
    draw.arrow((98, 228), (136, 228))
    draw.cells(148, 206, x, "aabb")
    draw.text(236, 182, "x", "code", 18)
    draw.arrow((334, 228), (362, 228))
    draw.text(360, 88, "Wᵀ", "end")
    draw.cells(372, 0, weight.T, width=56)
    draw.arrow((456, 178), (456, 202))
    product = draw.cells(372, 206, x @ weight.T, width=56)
    draw.text(360, 280, "+ b", "end")
    draw.cells(372, 258, bias[None], width=56)
    draw.line([(product.x + 3, 310), (product.right - 3, 310)])
    best = int(scores.argmax())
    result = draw.cells(372, 318, scores, ["C" if index == best else " " for index in range(3)], width=56)
    draw.frame(result.part(0, best), "c")
    draw.text(360, 340, f"argmax = {best}", "code end", 18)


def softmax(draw: Drawing) -> None:
    """The scores 2, 1 and 0 as probabilities at the temperatures 0.5, 1 and 2, as bars: at 0.5 the first has
    almost all, at 2 the three are more alike. The order stays, and each three add up to 1.
    zh: 分数 2、1、0 在温度 0.5、1、2 时变成的概率，画成条形：0.5 时第一个几乎占了全部，2 时三个更接近。
    次序不变，每组加起来都是 1。
    """
    x = torch.tensor([2.0, 1, 0])
    for index, temperature in enumerate((0.5, 1, 2)):
        left = 192 * index
        draw.text(left + 84, 0, f"T = {number(temperature)}")
        for place, probability in enumerate(torch.softmax(x / temperature, 0).tolist()):
            bar = Box(left + 56 * place + 6, 210 - 160 * probability, 44, 160 * probability)
            draw.bar(bar, "abc"[place])
            draw.text(bar.middle[0], bar.y - 16, f"{probability:.3f}", "", 17)
            draw.text(bar.middle[0], 232, number(x[place].item()))
        draw.line([(left, 211), (left + 168, 211)])


def tensor_operations(draw: Drawing) -> None:
    """The row 1 2 3 plus a matrix of 3 × 3 cells: the row is repeated three times, the repeats drawn with
    dashed lines, and added to each row of the matrix.
    zh: 一行 1 2 3 加上 3 × 3 的矩阵：这一行重复三次（重复的用虚线画出），加到矩阵的每一行上。
    """
    a = torch.tensor([1.0, 2, 3])
    b = torch.tensor([[10.0], [20], [30]]).expand(3, 3)
    row = draw.cells(0, 0, a.expand(3, 3), "aaa------")
    draw.frame(row.part(0, 0, 1, 3), "a")
    draw.text(154, 66, "+")
    draw.cells(176, 0, b, "b" * 9, width=48)
    draw.text(342, 66, "=")
    draw.cells(364, 0, a + b, width=48)
    for x, shape in ((66, a.shape), (248, b.shape), (436, (a + b).shape)):
        draw.text(x, 156, str(tuple(shape)), "code", 18)
