"""Reads unsigned bytes as signed ones.

en: Your code behaves like one that reads the bytes of code 0x08 as signed. What becomes of a pixel of 255?
zh: 你的代码像是把代码 0x08 的字节当成了有符号数。值为 255 的像素会变成什么？
"""

import gzip
import math
import struct
import zlib

import numpy as np
import torch
from torch import Tensor

CAUGHT_BY = "read_idx.dtype"

# NumPy names the byte order in the type itself: ">" is big-endian. Single bytes have no order.
_BY_CODE = {
    0x08: np.dtype(">i1"),
    0x09: np.dtype(">i1"),
    0x0B: np.dtype(">i2"),
    0x0C: np.dtype(">i4"),
    0x0D: np.dtype(">f4"),
    0x0E: np.dtype(">f8"),
}
_CODE_OF = {
    torch.uint8: 0x08,
    torch.int8: 0x09,
    torch.int16: 0x0B,
    torch.int32: 0x0C,
    torch.float32: 0x0D,
    torch.float64: 0x0E,
}
_GZIP = b"\x1f\x8b"


def _unpacked(data: bytes) -> bytes:
    """Undo gzip if there is any. An IDX file begins with a zero byte, so that the two cannot be confused."""
    if not data.startswith(_GZIP):
        return data
    try:
        return gzip.decompress(data)
    except (EOFError, OSError, zlib.error) as error:  # cut short, wrong checksum, damaged inside
        raise ValueError(f"damaged gzip data: {error}") from error


def read_idx(data: bytes) -> Tensor:
    """Decode the contents of an IDX file."""
    data = _unpacked(data)
    if len(data) < 4:
        raise ValueError(f"an IDX file has a header of at least 4 bytes, this has {len(data)}")
    if data[:2] != b"\0\0":
        raise ValueError(f"an IDX file begins with two zero bytes, this with {data[:2].hex(' ')}")
    code, axes = data[2], data[3]
    if code not in _BY_CODE:
        raise ValueError(f"unknown element type 0x{code:02x}")
    start = 4 + 4 * axes
    if len(data) < start:
        raise ValueError(f"the header promises {axes} sizes and ends before the last")
    shape = struct.unpack_from(f">{axes}I", data, 4)

    # math.prod multiplies Python integers, which cannot overflow; without axes it is 1, the size of a scalar.
    element = _BY_CODE[code]
    expected = math.prod(shape) * element.itemsize
    found = len(data) - start
    if found != expected:
        raise ValueError(f"shape {shape} needs {expected} bytes after the header, there are {found}")

    view = np.ndarray(shape, element, buffer=data, offset=start)
    return torch.from_numpy(view.astype(element.newbyteorder("="), copy=True))


def write_idx(tensor: Tensor) -> bytes:
    """Encode a tensor as an IDX file."""
    if tensor.dtype not in _CODE_OF:
        raise ValueError(f"IDX has no element type for {tensor.dtype}")
    code = _CODE_OF[tensor.dtype]
    header = struct.pack(f">4B{tensor.dim()}I", 0, 0, code, tensor.dim(), *tensor.shape)
    # tobytes walks the elements by index, the last axis fastest, however they lie in memory.
    return header + tensor.detach().cpu().numpy().astype(_BY_CODE[code]).tobytes()
