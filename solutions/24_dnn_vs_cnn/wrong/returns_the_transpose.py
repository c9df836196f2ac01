"""Puts the inputs into the rows.

en: Your matrix behaves like the transpose of the one asked for. A weight of nn.Linear is (out, in): which axis counts the outputs?
zh: 你的矩阵像是所求矩阵的转置。nn.Linear 的权重是 (out, in)：哪个轴数输出？
"""

from torch import Tensor

CAUGHT_BY = "conv_as_matrix.shape"


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def output_sides(weight: Tensor, sides: tuple, step: tuple, pad: tuple) -> tuple[int, int]:
    if weight.dim() != 4:
        raise ValueError(f"weight must be (O, C, kernel_h, kernel_w), but its shape is {tuple(weight.shape)}")
    if min(sides) < 1 or min(step) < 1 or min(pad) < 0:
        raise ValueError(f"input_size {sides} and stride {step} must be at least 1, padding {pad} at least 0")
    room_h = sides[0] + 2 * pad[0] - weight.shape[2]
    room_w = sides[1] + 2 * pad[1] - weight.shape[3]
    if room_h < 0 or room_w < 0:
        raise ValueError(
            f"a kernel of {tuple(weight.shape[2:])} does not fit into {sides} with padding {pad}"
        )
    return (room_h // step[0] + 1, room_w // step[1] + 1)


def conv_as_matrix(
    weight: Tensor,
    input_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    (height, width), step, pad = (pair(input_size), pair(stride), pair(padding))
    out_h, out_w = output_sides(weight, (height, width), step, pad)
    outputs, channels, kernel_h, kernel_w = weight.shape
    matrix = weight.new_zeros(outputs, out_h, out_w, channels, height, width)
    for i in range(out_h):
        for j in range(out_w):
            top, left = (i * step[0] - pad[0], j * step[1] - pad[1])
            rows = slice(max(top, 0), max(min(top + kernel_h, height), 0))
            columns = slice(max(left, 0), max(min(left + kernel_w, width), 0))
            inside = weight[
                :, :, rows.start - top : rows.stop - top, columns.start - left : columns.stop - left
            ]
            if inside.numel():
                matrix[:, i, j, :, rows, columns] = inside
    return matrix.reshape(outputs * out_h * out_w, channels * height * width).T.contiguous()


def parameter_counts(
    weight: Tensor,
    input_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> tuple[int, int]:
    height, width = pair(input_size)
    out_h, out_w = output_sides(weight, (height, width), pair(stride), pair(padding))
    rows = weight.shape[0] * out_h * out_w
    return (rows * weight.shape[1] * height * width, weight.numel())
