"""The array module of the standard library, which knows how to swap the bytes of all its elements."""

import gzip
import io
import math
import sys
import zlib
from array import array

import torch
from torch import Tensor

_LETTERS = {
    0x08: ("B", torch.uint8),
    0x09: ("b", torch.int8),
    0x0B: ("h", torch.int16),
    0x0C: ("i", torch.int32),
    0x0D: ("f", torch.float32),
    0x0E: ("d", torch.float64),
}


def _exactly(stream: io.BytesIO, count: int) -> bytes:
    found = stream.read(count)
    if len(found) < count:
        raise ValueError(f"{count - len(found)} bytes are missing")
    return found


def read_idx(data: bytes) -> Tensor:
    """Read the file like a stream, and complain where it ends too early or too late."""
    if data[:2] == b"\x1f\x8b":
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
                data = packed.read()
        except (EOFError, OSError, zlib.error) as error:
            raise ValueError(str(error)) from error
    stream = io.BytesIO(data)
    zeros, code, axes = _exactly(stream, 2), _exactly(stream, 1)[0], _exactly(stream, 1)[0]
    if zeros != bytes(2):
        raise ValueError("the first two bytes are not zero")
    if code not in _LETTERS:
        raise ValueError(f"no element has the code {code:#x}")
    letter, dtype = _LETTERS[code]
    shape = [int.from_bytes(_exactly(stream, 4), "big") for _ in range(axes)]
    needed = math.prod(shape) * dtype.itemsize
    if needed > len(data):
        raise ValueError("there are fewer elements than the sizes promise")
    elements = array(letter, _exactly(stream, needed))
    if stream.read(1):
        raise ValueError("something follows the last element")
    if sys.byteorder == "little":
        elements.byteswap()
    result = torch.empty(shape, dtype=dtype)
    if elements:
        result.view(-1).copy_(torch.frombuffer(elements, dtype=dtype))
    return result


def write_idx(tensor: Tensor) -> bytes:
    """Fill an array with the elements and swap its bytes."""
    for code, (letter, dtype) in _LETTERS.items():
        if tensor.dtype is dtype:
            sizes = array("i", tensor.shape)
            elements = array(letter, tensor.reshape(-1).tolist())
            if sys.byteorder == "little":
                sizes.byteswap()
                elements.byteswap()
            return bytes([0, 0, code, tensor.dim()]) + sizes.tobytes() + elements.tobytes()
    raise ValueError(f"a tensor of {tensor.dtype} has no place in an IDX file")
