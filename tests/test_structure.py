"""Walking and rebuilding nested values."""

from collections import OrderedDict, namedtuple

import torch

from grader.structure import call, cast, floating_tensors, leaves, rebuild

Pair = namedtuple("Pair", "first second")


def test_leaves_come_in_order_with_the_text_that_reaches_them():
    value = call(1, [2, (3,)], key={"a": Pair(4, 5)})
    assert list(leaves(value)) == [
        ("[0]", 1), ("[1][0]", 2), ("[1][1][0]", 3), (".key['a'].first", 4), (".key['a'].second", 5)
    ]  # fmt: skip


def test_a_list_that_holds_itself_is_walked_once():
    loop = [1]
    loop.append(loop)
    assert [leaf for _, leaf in leaves(loop)] == [1]


def test_nesting_deeper_than_the_recursion_limit_is_walked():
    deep: list = []
    for _ in range(5000):
        deep = [deep, 1]
    assert sum(leaf for _, leaf in leaves(deep)) == 5000


def test_rebuilding_keeps_types_and_aliasing():
    x = torch.ones(2, dtype=torch.float64)
    value = [x, (x, Pair(x, 1)), OrderedDict(a=x)]
    copy = rebuild(value, lambda leaf: leaf + 1)
    assert copy[0] is copy[1][0] is copy[1][1].first is copy[2]["a"]
    assert type(copy[1][1]) is Pair
    assert type(copy[2]) is OrderedDict
    assert copy[1][1].second == 2


def test_casting_touches_floating_tensors_alone():
    value = call(torch.ones(1, dtype=torch.float64), torch.ones(1, dtype=torch.int64), 0.5)
    x, i, number = cast(value, torch.float32).args
    assert (x.dtype, i.dtype, number) == (torch.float32, torch.int64, 0.5)


def test_a_tensor_that_occurs_twice_is_one_floating_tensor():
    x = torch.ones(1)
    assert len(floating_tensors(call(x, [x, torch.ones(2)]))) == 2
