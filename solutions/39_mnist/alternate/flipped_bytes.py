"""Torch alone: the elements as rows of bytes, turned round where this machine is little-endian."""

import gzip
import sys
import zlib

import torch
from torch import Tensor

_CODES = {
    8: torch.uint8,
    9: torch.int8,
    11: torch.int16,
    12: torch.int32,
    13: torch.float32,
    14: torch.float64,
}


def _turn(rows: Tensor) -> Tensor:
    """Between the byte order of this machine and big-endian; its own inverse."""
    return rows.flip(1) if sys.byteorder == "little" else rows.clone()


def read_idx(data: bytes) -> Tensor:
    """Walk through the header, then reinterpret the bytes of each element."""
    if data.startswith(b"\x1f\x8b"):
        try:
            data = gzip.decompress(data)
        except (EOFError, OSError, zlib.error):
            raise ValueError("the gzip data cannot be unpacked") from None
    if len(data) < 4 or data[0] != 0 or data[1] != 0:
        raise ValueError("this is not an IDX file")
    if data[2] not in _CODES:
        raise ValueError("this element type does not exist")
    dtype, axes = _CODES[data[2]], data[3]
    shape, at, count = [], 4, 1
    for _ in range(axes):
        word = data[at : at + 4]
        if len(word) < 4:
            raise ValueError("a size is missing")
        shape.append(int.from_bytes(word, "big"))
        count *= shape[-1]
        at += 4
    if len(data) - at != count * dtype.itemsize:
        raise ValueError("the number of bytes does not fit the sizes")
    if count == 0:
        return torch.empty(shape, dtype=dtype)
    rows = torch.frombuffer(bytearray(data), dtype=torch.uint8, offset=at).reshape(count, dtype.itemsize)
    return _turn(rows).contiguous().view(dtype).reshape(shape)


def write_idx(tensor: Tensor) -> bytes:
    """Look at the elements as bytes, turn each round, and write them down."""
    codes = {dtype: code for code, dtype in _CODES.items()}
    if tensor.dtype not in codes:
        raise ValueError("this dtype cannot be stored")
    header = bytes([0, 0, codes[tensor.dtype], tensor.dim()])
    for size in tensor.shape:
        header += size.to_bytes(4, "big")
    # A copy even of what is contiguous: a tensor of one element may call itself that with any stride.
    flat = tensor.detach().cpu().flatten().clone(memory_format=torch.contiguous_format)
    rows = flat.view(torch.uint8).reshape(tensor.numel(), tensor.element_size())
    return header + bytes(_turn(rows).flatten().tolist())
