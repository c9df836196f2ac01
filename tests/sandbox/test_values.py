"""What goes by value arrives as it was, in both directions, and through the process too."""

from __future__ import annotations

import math
from collections import OrderedDict, namedtuple

import numpy as np
import pytest
import torch

from grader.sandbox.room.building import BuildingDecoder
from grader.sandbox.room.decoding import StrictDecoder
from grader.sandbox.room.encoding import ExactEncoder, PlainEncoder
from grader.sandbox.room.values import DTYPES, CannotSendError, TooManyBytesError, pack, tensors_of, unpack

Point = namedtuple("Point", "x y")


def nothing(*_):
    return None


def to_child(value, device="cpu"):
    encoder = ExactEncoder(nothing, {})
    tree = encoder.encode(value)
    table, buffers = encoder.finish()
    decoder = BuildingDecoder(table, bytearray(b"".join(buffers)), nothing, nothing, device)
    return decoder.decode(unpack(pack(tree)))


def to_judge(value, refer=lambda value: [23, 1, type(value).__name__], limit=1 << 26, known=None):
    encoder = PlainEncoder(refer, limit)
    tree = encoder.encode(value)
    sizes, buffers = encoder.finish()
    body = bytearray(b"".join(buffers))
    decoder = StrictDecoder(unpack(pack(sizes)), body, lambda number, name: (number, name), known or {})
    decoded = decoder.decode(unpack(pack(tree)))
    decoder.finish()
    return decoded


BOTH_WAYS = pytest.mark.parametrize("send", [to_child, to_judge])

PLAIN = [
    None, True, False, 0, -1, 2**63, -(2**63), 2**64, -(2**64) - 1, 2**4095, -(2**4095), 1.5, -0.0, math.inf,
    1e-320, 1 + 2j, complex(-0.0, math.inf), "", "é 中 \udc80", "x" * 10_000, b"", b"\x00\xff", b"y" * 10_000,
    [], [1, [2]], (), (1, (2,)), {}, {"a": 1, 2: "b", (3, 4): None, None: [5]},
    OrderedDict([("b", 1), ("a", 2)]), set(), {1}, frozenset({2, 3}), slice(1, None, 2), slice("a", 1.5),
    ..., range(0, 10, 3), range(2**70), torch.float32, torch.bool, torch.device("cpu"),
    torch.device("cuda", 1), torch.strided, torch.sparse_coo, torch.channels_last, np.dtype("float64"),
    np.dtype(">i4"), Point(1, [2]),
]  # fmt: skip


@BOTH_WAYS
@pytest.mark.parametrize("value", PLAIN, ids=lambda value: repr(value)[:40])
def test_plain_values_arrive_equal_and_of_the_same_type(send, value):
    arrived = send(value)
    assert arrived == value
    if type(value) is not Point:
        assert type(arrived) is type(value)
    assert repr(arrived) == repr(value)


@BOTH_WAYS
def test_not_a_number_arrives_as_such(send):
    arrived = send([math.nan, complex(math.nan, 1)])
    assert math.isnan(arrived[0])
    assert math.isnan(arrived[1].real)


@BOTH_WAYS
def test_a_bool_stays_no_int(send):
    assert [type(item) for item in send([True, 1, np.True_, np.int64(1)])] == [bool, int, np.bool_, np.int64]


@BOTH_WAYS
@pytest.mark.parametrize("code", list("?bBhHiIlLqQefdFDgG"))
def test_numpy_scalars_keep_their_type_and_their_bits(send, code):
    value = np.dtype(code).type(1)
    arrived = send(value)
    assert arrived.dtype == value.dtype
    assert arrived == value


def test_a_torch_size_arrives_as_a_tuple():
    assert type(to_judge(torch.Size([2, 3]))) is tuple
    assert to_judge(torch.Size([2, 3])) == (2, 3)


def test_torchs_named_results_arrive_with_their_names():
    arrived = to_judge(torch.tensor([[1.0, 3.0], [4.0, 2.0]]).max(dim=1))
    assert arrived._fields == ("values", "indices")
    assert arrived.values.tolist() == [3.0, 4.0]


def test_a_namedtuple_comes_back_in_the_judges_own_class():
    encoder = ExactEncoder(nothing, known := {})
    encoder.encode(Point(1, 2))
    assert type(to_judge(Point(3, 4), known=known)) is Point


def test_namedtuples_of_one_shape_arrive_in_one_class():
    first, second = to_child([Point(1, 2), Point(3, 4)])
    assert type(first) is type(second)
    assert first._replace(x=5) == Point(5, 2)


def test_a_subclass_is_no_data():
    class Mine(dict):
        pass

    assert to_judge([Mine()]) == [(1, "Mine")]
    with pytest.raises(CannotSendError, match="Mine"):
        to_child([Mine()])


def test_what_is_no_data_keeps_its_identity_within_a_message():
    thing = object()
    numbers = iter(range(10))
    first, second = to_judge([thing, thing], refer=lambda value: [23, next(numbers), "object"])
    assert first is second


@BOTH_WAYS
def test_the_same_object_twice_arrives_as_one(send):
    items, table, tensor, array = [], {}, torch.ones(2), np.ones(2)
    for shared in (items, table, tensor, array, set(), OrderedDict()):
        first, (second, _) = send([shared, (shared, 1)])
        assert first is second
    first, second = send([torch.ones(2), torch.ones(2)])
    assert first is not second


@BOTH_WAYS
def test_cycles_arrive_as_cycles(send):
    items = [1]
    items.append({"self": items, "tuple": (items,)})
    arrived = send(items)
    assert arrived[1]["self"] is arrived
    assert arrived[1]["tuple"][0] is arrived


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3)], ids=str)
@BOTH_WAYS
@pytest.mark.filterwarnings("ignore:ComplexHalf")
def test_tensors_of_every_dtype_and_shape(send, dtype, shape):
    raw = torch.arange(math.prod(shape) * dtype.itemsize, dtype=torch.uint8).reshape(-1)
    value = (raw % 2 if dtype is torch.bool else raw).view(dtype).reshape(shape)
    arrived = send(value)
    assert (arrived.dtype, arrived.shape, arrived.device) == (dtype, value.shape, value.device)
    assert (
        arrived.contiguous()
        .reshape(-1)
        .view(torch.uint8)
        .equal(value.contiguous().reshape(-1).view(torch.uint8))
    )


@BOTH_WAYS
def test_requires_grad_and_being_a_parameter_arrive(send):
    leaf, parameter, frozen = send([
        torch.ones(2, requires_grad=True), torch.nn.Parameter(torch.ones(2)),
        torch.nn.Parameter(torch.ones(2), requires_grad=False),
    ])  # fmt: skip
    assert leaf.requires_grad
    assert type(leaf) is torch.Tensor
    assert parameter.requires_grad
    assert type(parameter) is type(frozen) is torch.nn.Parameter
    assert not frozen.requires_grad


LAYOUTS = {
    "transposed": lambda x: x.t(),
    "every other": lambda x: x[:, ::2],
    "offset": lambda x: x[1:],
    "expanded": lambda x: x[:1].expand(5, -1),
    "diagonal": lambda x: x.diagonal(),
    "scalar inside": lambda x: x[1, 2],
    "channels last": lambda x: x.reshape(1, 2, 3, 2).to(memory_format=torch.channels_last),
    "overlapping": lambda x: x.reshape(-1).as_strided((3, 3), (1, 1), 2),
    "conjugate": lambda x: torch.complex(x, x).conj(),
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_child_gets_strides_and_offset_exactly(layout):
    value = layout(torch.arange(12.0).reshape(3, 4))
    arrived = to_child(value)
    assert arrived.equal(value)
    if not value.is_conj():
        assert (arrived.stride(), arrived.storage_offset()) == (value.stride(), value.storage_offset())


def test_a_tensor_of_zeros_without_memory_arrives_as_zeros():
    zeros = torch._efficientzerotensor(3)
    assert zeros._is_zerotensor()
    arrived = to_judge(zeros)
    assert torch.equal(arrived, torch.zeros(3))


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_judge_gets_every_layout_contiguous(layout):
    value = layout(torch.arange(12.0).reshape(3, 4))
    arrived = to_judge(value)
    assert arrived.equal(value)
    assert arrived.is_contiguous()


def test_views_of_one_storage_arrive_as_views_of_one_storage():
    base = torch.arange(6.0)
    whole, part, bits = to_child([base, base[2:4], base.view(torch.int32)])
    part[0] = 9.0
    assert whole[2] == 9.0
    assert bits[2] == torch.tensor(9.0).view(torch.int32)


def test_the_gaps_of_a_view_arrive_too():
    value = torch.tensor([1.0, math.nan, 2.0, math.nan, 3.0])[::2]
    arrived = to_child(value)
    assert torch.as_strided(arrived, (5,), (1,)).isnan().tolist() == [False, True, False, True, False]


def test_a_tensor_in_the_child_owns_its_storage():
    arrived = to_child(torch.ones(3))
    arrived.resize_(100)
    assert arrived.shape == (100,)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_stand_in_device_gets_the_values_of_every_layout(learn, layout):
    value = layout(torch.arange(12.0).reshape(3, 4))
    learner = learn("def where(x): return x.device.type, x.cpu()", device="lazy")
    device, arrived = learner.where(value)
    assert device == "lazy"
    assert arrived.equal(value)


def test_a_meta_tensor_travels_as_its_shape():
    for send in (to_child, to_judge):
        arrived = send(torch.empty(2, 3, dtype=torch.float64, device="meta"))
        assert (arrived.device.type, arrived.shape, arrived.dtype) == ("meta", (2, 3), torch.float64)


ARRAYS = {
    "plain": lambda x: x,
    "fortran": np.asfortranarray,
    "transposed": lambda x: x.T,
    "reversed": lambda x: x[::-1, ::-2],
    "big endian": lambda x: x.astype(">f8"),
    "bool": lambda x: x > 3,
    "half": lambda x: x.astype(np.float16),
    "complex": lambda x: x + 1j,
    "broadcast": lambda x: np.broadcast_to(x[0], (3, 4)),
    "empty": lambda x: x[:0],
    "scalar": lambda x: x.sum(keepdims=False)[()] * np.ones(()),
}


@pytest.mark.parametrize("layout", ARRAYS.values(), ids=ARRAYS)
def test_the_child_gets_arrays_exactly(layout):
    value = layout(np.arange(12.0).reshape(3, 4))
    arrived = to_child(value)
    assert np.array_equal(arrived, value)
    assert (arrived.dtype, arrived.shape) == (value.dtype, value.shape)
    assert arrived.flags.writeable == value.flags.writeable
    if value.size:
        assert arrived.strides == value.strides


@pytest.mark.parametrize("layout", ARRAYS.values(), ids=ARRAYS)
def test_the_judge_gets_arrays_contiguous(layout):
    value = layout(np.arange(12.0).reshape(3, 4))
    arrived = to_judge(value)
    assert np.array_equal(arrived, value)
    assert arrived.dtype == value.dtype
    assert arrived.flags.c_contiguous


def test_array_views_of_one_array_share_memory_in_the_child():
    base = np.arange(6.0)
    whole, part = to_child([base, base[::-2]])
    part[0] = 9.0
    assert whole[5] == 9.0


def test_a_read_only_array_arrives_read_only():
    value = np.arange(3.0)
    value.flags.writeable = False
    assert not to_child(value).flags.writeable


@BOTH_WAYS
def test_a_generator_goes_on_where_it_was(send):
    generator = torch.Generator().manual_seed(5)
    torch.rand(3, generator=generator)
    arrived = send(generator)
    assert torch.rand(4, generator=arrived).equal(torch.rand(4, generator=generator))


@BOTH_WAYS
def test_what_is_too_deep_is_refused(send):
    value = []
    for _ in range(99):
        value = [value]
    assert send(value) is not None
    with pytest.raises(CannotSendError, match="deep"):
        send([value])


def test_a_value_that_unfolds_without_end_is_refused():
    value = ()
    for _ in range(60):
        value = (value, value)
    with pytest.raises(CannotSendError, match="more than"):
        to_judge(value)


def test_a_giant_that_costs_nothing_is_refused_before_it_is_built():
    with pytest.raises(TooManyBytesError) as caught:
        to_judge(torch.zeros(1).expand(1 << 60))
    assert caught.value.size >= 1 << 62


def test_many_tensors_are_refused():
    with pytest.raises(CannotSendError, match="16384"):
        to_judge([torch.empty(0) for _ in range(16_385)])


def test_a_layout_without_plain_memory_is_refused():
    with pytest.raises(CannotSendError, match="sparse"):
        to_judge(torch.eye(2).to_sparse())


def test_an_array_of_objects_stays_where_it_is():
    assert to_judge([np.array([None]), np.array(["a"])]) == [(1, "ndarray"), (1, "ndarray")]


def test_tensors_are_listed_in_order_and_once():
    a, b, c = torch.ones(1), torch.ones(2), torch.ones(3)
    assert tensors_of([a, {"x": (b, a), "y": [c]}]) == [a, b, c]
    assert len(tensors_of([a, np.ones(1)], arrays=True)) == 2
