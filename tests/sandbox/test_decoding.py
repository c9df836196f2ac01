"""Whatever bytes arrive in the judge, they become a value or a BadFrameError, and nothing else happens."""

from __future__ import annotations

import random

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.sandbox.room import values as tags
from grader.sandbox.room.decoding import StrictDecoder
from grader.sandbox.room.encoding import PlainEncoder
from grader.sandbox.room.values import BadFrameError, pack, unpack


def decode(tree, sizes=(), body=b""):
    decoder = StrictDecoder(list(sizes), bytearray(body), lambda number, name: (number, name), {})
    value = decoder.decode(tree)
    decoder.finish()
    return value


BAD = {
    "unknown tag": [99],
    "no tag": [],
    "tag that is a string": ["list"],
    "tag that is a bool": [True],
    "a bare dict": {"a": 1},
    "reference to nothing": [tags.REF, 0],
    "negative reference": [tags.LIST, [tags.REF, -1]],
    "giant int": [tags.INT, b"\x01" * 600],
    "half a dict": [tags.DICT, "a"],
    "judge's own kinds": [tags.SCRATCH, "x"],
    "expression": [tags.EXPRESSION, [["input", 0]], None],
    "recipe": [tags.RECIPE, [tags.DICT]],
    "unknown dtype": [tags.DTYPE, 1000],
    "device with a path": [tags.DEVICE, "cpu:../../x"],
    "NumPy object dtype": [tags.NPDTYPE, "|O8"],
    "NumPy structured dtype": [tags.NPDTYPE, "f8,O"],
    "NumPy object scalar": [tags.SCALAR, "|O8", b"12345678"],
    "field with an underscore": [tags.NAMED, "P", ["_x"], 1],
    "field that is a keyword": [tags.NAMED, "P", ["class"], 1],
    "field that is code": [tags.NAMED, "P", ["x): import os; (x"], 1],
    "field twice": [tags.NAMED, "P", ["x", "x"], 1, 2],
    "class name that is code": [tags.NAMED, "P(tuple): pass\nimport os", ["x"], 1],
    "handle with a tree for a name": [tags.HANDLE, 1, ["x"]],
    "handle with a negative number": [tags.HANDLE, -1, "x"],
    "requires grad on ints": [
        tags.TENSOR,
        tags.DTYPE_INDEX[torch.int64],
        -1,
        [2],
        tags.META | tags.REQUIRES_GRAD,
    ],
    "giant meta tensor": [tags.TENSOR, 0, -1, [1 << 39, 1 << 39], tags.META],
    "tensor without a buffer": [tags.TENSOR, 0, 0, [2], 0],
    "flags that do not exist": [tags.TENSOR, 0, -1, [2], 64],
}


@pytest.mark.parametrize("tree", BAD.values(), ids=BAD)
def test_a_malformed_node_is_refused(tree):
    with pytest.raises((BadFrameError, ValueError, TypeError)):
        decode(tree)


@pytest.mark.parametrize(
    "node",
    [
        [tags.TENSOR, 0, 0, [3], 0],
        [tags.TENSOR, 0, 0, [1 << 60], 0],
        [tags.TENSOR, 0, 0, [-4], 0],
        [tags.TENSOR, 0, 0, [2.0], 0],
        [tags.TENSOR, 0, 0, [True, 4], 0],
        [tags.TENSOR, 0, 0, [1] * 17, 0],
        [tags.TENSOR, 0, 1, [4], 0],
        [tags.TENSOR, 0, False, [4], 0],
        [tags.ARRAY, "<f4", 0, [5]],
        [tags.ARRAY, "|O8", 0, [2]],
        [tags.GENERATOR, 0],
    ],
    ids=str,
)
def test_a_tensor_that_does_not_fit_its_buffer_is_refused(node):
    with pytest.raises(BadFrameError):
        decode(node, [16], bytes(16))


def test_sizes_must_add_up_to_the_body():
    node = [tags.TENSOR, 0, 0, [2], 0]
    assert decode(node, [8], bytes(16)).tolist() == [0.0, 0.0]
    for sizes, body in [
        ([8], bytes(8)),
        ([8], bytes(32)),
        ([8, 8], bytes(16)),
        ([-8], b""),
        ([8.0], bytes(16)),
    ]:
        with pytest.raises(BadFrameError):
            decode(node, sizes, body)


def test_a_buffer_is_used_once_and_every_buffer_is_used():
    node = [tags.TENSOR, 0, 0, [2], 0]
    with pytest.raises(BadFrameError, match="twice"):
        decode([tags.LIST, node, node], [8], bytes(16))
    with pytest.raises(BadFrameError, match="nothing uses"):
        decode(None, [8], bytes(16))


def test_a_hundred_thousand_empty_tensors_are_refused():
    node = [tags.TENSOR, 0, -1, [0], tags.META]
    with pytest.raises(BadFrameError, match="more than"):
        decode([tags.LIST, *[node] * 100_000])


def test_many_keys_that_could_collide_are_refused():
    with pytest.raises(BadFrameError, match="keys"):
        decode([tags.SET, *range(10_001)])


def test_bools_are_zero_or_one_whatever_their_bytes():
    index = tags.DTYPE_INDEX[torch.bool]
    tensor = decode([tags.TENSOR, index, 0, [3], 0], [3], bytes([0, 2, 255]) + bytes(13))
    assert tensor.view(torch.uint8).tolist() == [0, 1, 1]
    array = decode([tags.ARRAY, "|b1", 0, [3]], [3], bytes([0, 2, 255]) + bytes(13))
    assert array.view(np.uint8).tolist() == [0, 1, 1]


def test_a_header_nested_without_end_is_refused():
    node = None
    for _ in range(150):
        node = [tags.LIST, node]
    with pytest.raises(BadFrameError, match="deep"):
        decode(node)


def judge_reads(header, body):
    """Read as `Submission` does, where every exception becomes an unusable reply."""
    try:
        tree, sizes = unpack(header)
        return decode(tree, sizes, body)
    except RecursionError:
        raise
    except Exception:
        return None


@given(st.binary(max_size=200), st.binary(max_size=64))
def test_arbitrary_bytes_are_harmless(header, body):
    judge_reads(header, body)


NODES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**63), 2**64 - 1),
        st.floats(),
        st.text(max_size=5),
        st.binary(max_size=9),
    ),
    lambda inner: st.tuples(st.integers(0, 30), st.lists(inner, max_size=5)).map(
        lambda pair: [pair[0], *pair[1]]
    ),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(NODES, st.lists(st.integers(0, 40), max_size=3), st.binary(max_size=64))
def test_arbitrary_nodes_are_harmless(tree, sizes, body):
    judge_reads(pack([tree, sizes]), body)


@given(st.integers(0, 2**32), st.integers(1, 4))
def test_mutated_answers_are_harmless(seed, changes):
    encoder = PlainEncoder(lambda value: [tags.HANDLE, 1, "x"], 1 << 20)
    tree = encoder.encode(
        [torch.ones(2, 3), np.ones(3), {"a": (1, 2.0, 1j), "b": {3}}, 2**80, np.float32(1),
         range(3), object(),
         torch.Generator(), torch.nn.Parameter(torch.ones(1)), torch.float32, slice(1, 2)]
    )  # fmt: skip
    sizes, buffers = encoder.finish()
    header, body = bytearray(pack([tree, sizes])), bytearray(b"".join(buffers))
    dice = random.Random(seed)
    for _ in range(changes):
        target = header if dice.random() < 0.8 else body
        target[dice.randrange(len(target))] = dice.randrange(256)
    judge_reads(bytes(header), bytes(body))
