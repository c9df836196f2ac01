"""39 MNIST.

Read question.md (or question.zh.md). Check your work: grade exercise 39
"""

from torch import Tensor


def read_idx(data: bytes) -> Tensor:
    """Decode the contents of an IDX file, plain or packed with gzip.

    data: the bytes of the file.

    Returns a new tensor on the CPU, with the shape that the header tells (any number of axes, also none; any
    size, also 0) and the dtype of its type code: uint8, int8, int16, int32, float32 or float64. It owns its
    memory: writing to it changes neither `data` nor the result of another call.

    Raises ValueError, saying what is wrong, if the first two bytes are not zero, if the type code is unknown,
    if there are too few or too many bytes, or if the gzip data are damaged or cut short.
    """
    raise NotImplementedError("read_idx is yours to write")


def write_idx(tensor: Tensor) -> bytes:
    """Encode a tensor as an IDX file, without gzip.

    tensor: of dtype uint8, int8, int16, int32, float32 or float64, with any strides, on any device. It may
        require a gradient.

    Returns the bytes of the file.

    Raises ValueError for any other dtype.
    """
    raise NotImplementedError("write_idx is yours to write")
