"""24 Deep network against convolutional network: a worked solution.

A convolution is a linear map, so there is a matrix for it. Its rows tell the two assumptions of a convolutional
network: almost all entries are zero (an output looks at its neighbourhood only), and the others are the same few
numbers over and over (every neighbourhood is looked at in the same way).
"""

from torch import Tensor


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    """One int stands for both axes."""
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def output_sides(weight: Tensor, sides: tuple, step: tuple, pad: tuple) -> tuple[int, int]:
    """Refuse bad arguments; return the height and the width of the convolution's result."""
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
    return room_h // step[0] + 1, room_w // step[1] + 1


def conv_as_matrix(
    weight: Tensor,
    input_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    """Return the matrix `(O * out_h * out_w, C * H * W)` of the convolution with weight."""
    (height, width), step, pad = pair(input_size), pair(stride), pair(padding)
    out_h, out_w = output_sides(weight, (height, width), step, pad)
    outputs, channels, kernel_h, kernel_w = weight.shape
    # Six axes, so that the order of rows and columns needs no arithmetic; the last line makes two of them.
    matrix = weight.new_zeros(outputs, out_h, out_w, channels, height, width)
    for i in range(out_h):
        for j in range(out_w):
            # The window's corner, which may lie in the padding. What hangs over the image meets zeros there, so
            # it has no column: the kernel is cut to what lies inside.
            top, left = i * step[0] - pad[0], j * step[1] - pad[1]
            rows = slice(max(top, 0), max(min(top + kernel_h, height), 0))
            columns = slice(max(left, 0), max(min(left + kernel_w, width), 0))
            inside = weight[
                :, :, rows.start - top : rows.stop - top, columns.start - left : columns.stop - left
            ]
            if inside.numel():
                matrix[:, i, j, :, rows, columns] = inside
    return matrix.reshape(outputs * out_h * out_w, channels * height * width)


def parameter_counts(
    weight: Tensor,
    input_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> tuple[int, int]:
    """Return (entries of the dense matrix, entries of the kernel).

    A dense layer would learn every entry of the matrix by itself, zeros included. It need not be built to be
    counted.
    """
    height, width = pair(input_size)
    out_h, out_w = output_sides(weight, (height, width), pair(stride), pair(padding))
    rows = weight.shape[0] * out_h * out_w
    return rows * weight.shape[1] * height * width, weight.numel()
