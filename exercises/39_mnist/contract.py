"""What must hold for reading and writing the IDX files of MNIST."""

import gzip
import math
import struct

import torch

from grader.contract import Contract, call, expect, fetch, keep
from grader.inputs import MODERATE, SMALL, SPECIAL, WIDE, Filler, integer_tensors, questions, st, tensors
from grader.sandbox import Ask

contract = Contract()

# Code, struct letter and dtype of each element type.
TYPES = [
    (0x08, "B", torch.uint8),
    (0x09, "b", torch.int8),
    (0x0B, "h", torch.int16),
    (0x0C, "i", torch.int32),
    (0x0D, "f", torch.float32),
    (0x0E, "d", torch.float64),
]
INTEGERS = [dtype for _, _, dtype in TYPES if not dtype.is_floating_point]
SIDES = st.lists(st.integers(1, 3), max_size=4).map(tuple)
IMAGES = (0, 0, 0x08, 3)


def encoded(tensor):
    """Return the file of a tensor; raises ValueError for a dtype that has no code."""
    for code, letter, dtype in TYPES:
        if dtype is tensor.dtype:
            values = tensor.flatten().tolist()
            layout = f">4B{tensor.dim()}I{len(values)}{letter}"
            return struct.pack(layout, 0, 0, code, tensor.dim(), *tensor.shape, *values)
    raise ValueError(f"IDX has no type for {tensor.dtype}")


def packed(data):
    """Return gzip data that do not depend on the time of day."""
    return gzip.compress(data, mtime=0)


@questions
def elements(draw, shape=SIDES):
    """Tensors of the six dtypes, integers over their whole range."""
    sides = draw(shape)
    dtype = draw(st.sampled_from([*INTEGERS, torch.float64, torch.float32]))
    if dtype.is_floating_point:
        return draw(tensors(sides, regimes=(*MODERATE, WIDE))).to(dtype)
    limits = torch.iinfo(dtype)
    return draw(integer_tensors(sides, limits.min, limits.max, dtype=dtype))


FILES = elements().map(encoded)


def samples(fill: Filler, *shape: int):
    """One tensor of each dtype."""
    for dtype in INTEGERS:
        limits = torch.iinfo(dtype)
        yield fill.integers(*shape, low=limits.min, high=limits.max, dtype=dtype)
    yield fill(*shape)
    yield fill(*shape).float()


def grid(fill: Filler):
    shapes = [(), (5,), (3, 2), (2, 1, 3, 2)]
    return [tensor for shape in shapes for tensor in samples(fill, *shape)]


def files_grid(fill: Filler):
    # One element that looks like a third size, of a length that would fit it.
    disguised = encoded(torch.zeros(1, 1, dtype=torch.int32))
    return [call(disguised), *(call(encoded(tensor)) for tensor in grid(fill))]


def empty_and_special(fill: Filler):
    found = [tensor for shape in ((0,), (2, 0, 3), (0, 0)) for tensor in samples(fill, *shape)]
    found += [fill(2, 4, regimes=(SPECIAL,)), torch.tensor([math.nan, math.inf, -math.inf, 0.0]).double()]
    return [*found, *(tensor.float() for tensor in found[-2:])]


def bad_files():
    good = encoded(torch.tensor([[1, 2, 3], [4, 5, 6]], dtype=torch.int16))
    zipped = packed(good)
    flipped = bytearray(zipped)
    flipped[-6] ^= 1  # the checksum
    return [
        call(b""),
        call(good[:3]),
        call(good[:9]),
        call(good[:-1]),
        call(good[:12]),
        call(good + b"\0"),
        call(b"\0\1" + good[2:]),
        call(b"\1\0" + good[2:]),
        call(good[:2] + b"\x0a" + good[3:]),
        call(bytes((0, 0, 0x00, 1)) + struct.pack(">I", 3) + bytes(3)),
        call(bytes((0, 0, 0x0F, 1)) + struct.pack(">I", 3) + bytes(3)),
        call(bytes(IMAGES) + struct.pack(">3I", 2, 2, 2) + bytes(7)),
        call(bytes(IMAGES) + struct.pack(">3I", 2**31, 2, 2) + bytes(8)),
        call(bytes((0, 0, 0x08, 4)) + struct.pack(">4I", *[2**16] * 4)),
        call(bytes(flipped)),
        call(zipped[:-3]),
        call(zipped[: len(zipped) // 2]),
    ]


@contract.function(
    FILES.map(call),
    grid=files_grid,
    edges=lambda fill: [call(encoded(tensor)) for tensor in empty_and_special(fill)],
    bad=bad_files(),
)
def read_idx(data):
    """decodes IDX files of every element type
    zh: 能解码各种元素类型的 IDX 文件
    """
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except (EOFError, OSError) as error:
            raise ValueError("gzip") from error
    if len(data) < 4 or data[:2] != b"\0\0":
        raise ValueError("magic")
    found = [(letter, dtype) for code, letter, dtype in TYPES if code == data[2]]
    start = 4 + 4 * data[3]
    if not found or len(data) < start:
        raise ValueError("header")
    (letter, dtype), shape = found[0], struct.unpack(f">{data[3]}I", data[4:start])
    count = math.prod(shape)
    if len(data) - start != count * dtype.itemsize:
        raise ValueError("length")
    return torch.tensor(struct.unpack(f">{count}{letter}", data[start:]), dtype=dtype).reshape(shape)


@contract.function(
    elements().map(call),
    grid=lambda fill: [call(tensor) for tensor in grid(fill)],
    edges=lambda fill: [call(tensor) for tensor in empty_and_special(fill)],
    bad=[
        call(torch.tensor([1, 2, 3])),
        call(torch.tensor(2**40)),
        call(torch.tensor([True, False])),
        call(torch.tensor([1 + 2j])),
        call(torch.zeros(0, dtype=torch.int64)),
    ],
)
def write_idx(tensor):
    """encodes tensors of all six dtypes
    zh: 能编码六种 dtype 的张量
    """
    return encoded(tensor)


@contract.law(tensor=elements())
def reading_undoes_writing(learner, tensor):
    """read_idx(write_idx(t)) is t
    zh: read_idx(write_idx(t)) 就是 t
    """
    expect(learner.read_idx(learner.write_idx(tensor)), "read_idx(write_idx(t))").equal_to(tensor)


@contract.law(data=FILES)
def writing_undoes_reading(learner, data):
    """write_idx(read_idx(data)) is data
    zh: write_idx(read_idx(data)) 就是 data
    """
    expect(learner.write_idx(learner.read_idx(data)), "write_idx(read_idx(data))").equal_to(data)


@contract.law(number=st.integers(-(2**31), 2**31 - 1))
def numbers_are_big_endian(learner, number):
    """the highest byte of a number comes first
    zh: 数的最高字节排在最前
    """
    written = number.to_bytes(4, "big", signed=True)
    tensor = torch.tensor(number, dtype=torch.int32)
    expect(learner.write_idx(tensor)[4:], "the bytes of the element", zh="元素的字节").equal_to(written)
    expect(learner.read_idx(bytes((0, 0, 0x0C, 0)) + written), "the number", zh="读出的数").equal_to(tensor)


@contract.law(data=FILES)
def gzip_is_unpacked(learner, data):
    """gzip makes no difference
    zh: 是否经过 gzip 压缩，结果都一样
    """
    expect(learner.read_idx(packed(data)), "read_idx(gzip.compress(data))").equal_to(learner.read_idx(data))


@contract.law(
    data=elements(st.lists(st.integers(1, 3), max_size=2).map(tuple)).map(encoded),
    examples=20,
    portable=False,
)
def the_result_owns_its_memory(learner, data):
    """writing to the result changes neither the bytes nor another result
    zh: 往结果里写入，既不影响传入的字节，也不影响其他结果
    """
    held = keep(learner, data)
    # The bytes of a bytes object can only be changed from outside Python, so the result has to stay over there.
    ask = getattr(learner.read_idx, "ask", None)
    first = learner.read_idx(held) if ask is None else ask(held, options=Ask(keep=True)).value
    before = fetch(first).clone()
    second = learner.read_idx(held)
    first.fill_(77)
    expect(fetch(held), "data, after the result was written to", zh="往结果里写入之后的 data").equal_to(data)
    expect(
        learner.read_idx(held),
        "read_idx(data), after the first result was written to",
        zh="往第一次的结果里写入之后的 read_idx(data)",
    ).equal_to(second)
    expect(second, "the second result", zh="第二次的结果").equal_to(before)


@contract.law(x=tensors(st.lists(st.integers(1, 3), max_size=2).map(tuple), regimes=(SMALL,)), examples=20)
def a_tensor_that_requires_grad_is_written_too(learner, x):
    """a tensor that requires a gradient is written like any other
    zh: 需要梯度的张量和其他张量一样写出
    """
    plain = learner.write_idx(x)
    expect(
        learner.write_idx(x.detach().clone().requires_grad_()),
        "with requires_grad",
        zh="张量需要梯度时写出的字节",
    ).equal_to(plain)


@contract.law(count=st.integers(0, 3), examples=4)
def half_precision_is_refused(learner, count):
    """write_idx refuses half-precision tensors
    zh: write_idx 拒绝半精度张量
    """
    for dtype in (torch.float16, torch.bfloat16):
        half = torch.ones(count, dtype=dtype)
        expect(
            lambda half=half: learner.write_idx(half),
            f"write_idx of {dtype}",
            zh=f"对 {dtype} 张量的 write_idx",
        ).raises(ValueError)
