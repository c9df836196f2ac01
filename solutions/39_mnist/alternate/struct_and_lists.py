"""Everything through struct and Python numbers, with a decompressor that takes gzip and nothing else."""

import struct
import zlib

import torch
from torch import Tensor

_TYPES = [
    (0x08, "B", torch.uint8),
    (0x09, "b", torch.int8),
    (0x0B, "h", torch.int16),
    (0x0C, "i", torch.int32),
    (0x0D, "f", torch.float32),
    (0x0E, "d", torch.float64),
]


def read_idx(data: bytes) -> Tensor:
    """Unpack all elements at once into a list, and build the tensor from that."""
    if data[:2] == b"\x1f\x8b":
        inflate = zlib.decompressobj(wbits=31)
        try:
            data = inflate.decompress(data)
        except zlib.error as error:
            raise ValueError("broken gzip stream") from error
        if not inflate.eof:
            raise ValueError("gzip stream without an end")
    try:
        first, second, code, axes = struct.unpack(">4B", data[:4])
        shape = struct.unpack(f">{axes}i", data[4 : 4 + 4 * axes])
    except struct.error as error:
        raise ValueError("the header is incomplete") from error
    if first or second:
        raise ValueError("bad magic number")
    for known, letter, dtype in _TYPES:
        if known == code:
            break
    else:
        raise ValueError(f"unknown element type {code}")
    count = 1
    for size in shape:
        if size < 0:
            raise ValueError(f"negative size {size}")
        count *= size
    rest = data[4 + 4 * axes :]
    if len(rest) != count * struct.calcsize(letter):
        raise ValueError(f"{len(rest)} bytes of elements do not fill {shape}")
    values = struct.unpack(f">{count}{letter}", rest)
    return torch.tensor(values, dtype=dtype).reshape(shape)


def write_idx(tensor: Tensor) -> bytes:
    """Flatten into Python numbers and pack those."""
    for code, letter, dtype in _TYPES:
        if dtype == tensor.dtype:
            break
    else:
        raise ValueError(f"{tensor.dtype} cannot be written")
    values = tensor.flatten().tolist()
    return struct.pack(
        f">BBBB{tensor.dim()}i{len(values)}{letter}", 0, 0, code, tensor.dim(), *tensor.shape, *values
    )
