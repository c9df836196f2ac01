"""What must hold for moving structures between devices."""

import copy
from collections import OrderedDict, namedtuple

import numpy as np
import torch

from grader.contract import Contract, Recipe, expect, fetch, keep, same
from grader.inputs import SMALL, shapes, st, tensors
from grader.sandbox import Ask

contract = Contract()

Batch = namedtuple("Batch", "images labels")

# On every machine there is one other device: meta, whose tensors have no values but keep shape and identity.
ELSEWHERE = "meta"


@contract.truth
def to_device(obj, device):
    return moved(obj, torch.device(device), {})


def moved(obj, device, memo):
    if id(obj) in memo:
        return memo[id(obj)]
    if isinstance(obj, torch.Tensor | torch.nn.Module):
        result = obj.to(device)
    elif isinstance(obj, list):
        result = memo[id(obj)] = []
        result.extend(moved(item, device, memo) for item in obj)
    elif isinstance(obj, dict):
        result = memo[id(obj)] = copy.copy(obj)
        result.update((key, moved(item, device, memo)) for key, item in obj.items())
    elif isinstance(obj, tuple):
        items = [moved(item, device, memo) for item in obj]
        result = obj._make(items) if hasattr(obj, "_make") else tuple(items)
    else:
        return obj
    memo[id(obj)] = result
    return result


@contract.truth
def same_device(*tensors):
    return len({tensor.device for tensor in tensors}) <= 1


def parts(obj):
    if isinstance(obj, dict):
        return list(obj.values())
    return list(obj) if isinstance(obj, list | tuple) else []


def walk(obj):
    """Return all objects of a structure in order, entering each list and dictionary once.

    Tuples are entered each time: messages between judge and learner do not keep their identity.
    """
    found, entered, waiting = [], set(), [obj]
    while waiting:
        current = waiting.pop()
        found.append(current)
        if id(current) not in entered:
            if not isinstance(current, tuple):
                entered.add(id(current))
            waiting.extend(reversed(parts(current)))
    return found


def identities(obj):
    """Return a number for each list, dictionary and tensor on the way, equal where it is one object."""
    numbers = {}
    kinds = (list, dict, torch.Tensor)
    return [numbers.setdefault(id(found), len(numbers)) for found in walk(obj) if isinstance(found, kinds)]


def devices(obj):
    return [found.device.type for found in walk(obj) if isinstance(found, torch.Tensor)]


def key_orders(obj):
    return [[str(key) for key in found] for found in walk(obj) if isinstance(found, dict)]


def kept(function, *args):
    """Call a function and leave the result where it is."""
    ask = getattr(function, "ask", None)
    return function(*args) if ask is None else ask(*args, options=Ask(keep=True)).value


small = tensors(shapes(min_dims=0, max_dims=1, max_side=2), regimes=(SMALL,))
plain = st.sampled_from([None, 3, "ab", True, b"c", 0.5, ""])
keys = st.lists(st.sampled_from(["z", "b", "a", 7, (1, 2)]), unique=True, max_size=3)


def containers(inner):
    items = st.lists(inner, max_size=3)
    pairs = keys.flatmap(lambda names: st.tuples(*[st.tuples(st.just(name), inner) for name in names]))
    return st.one_of(
        items, items.map(tuple), pairs.map(dict), st.builds(Batch, inner, inner), pairs.map(OrderedDict)
    )


structures = st.recursive(st.one_of(small, plain), containers, max_leaves=6)


@contract.scenario(obj=structures, weight=0.2)
def types_order_and_values_stay(learner, obj):
    """every container keeps its type and its order, and every tensor its values
    zh: 每个容器保持类型和顺序，每个张量保持数值
    """
    result = learner.to_device(obj, "cpu")
    return result, key_orders(result)


@contract.scenario(obj=structures, as_text=st.booleans(), weight=0.15)
def every_tensor_is_moved(learner, obj, as_text):
    """every tensor is on the device that was asked for, at any depth
    zh: 不论嵌套多深，每个张量都在所要求的设备上
    """
    return devices(learner.to_device(obj, ELSEWHERE if as_text else torch.device(ELSEWHERE)))


@contract.law(x=small, in_list=st.booleans(), examples=12)
def what_is_there_already_is_not_copied(learner, x, in_list):
    """a tensor that is on the device already is returned itself
    zh: 已经在目标设备上的张量，返回它本身
    """
    held = keep(learner, Batch(x, [x] if in_list else 1))
    result = kept(learner.to_device, held, fetch(held.images.device))
    expect(same(result.images, held.images), "the same tensor", zh="返回的是同一个张量").is_true()


@contract.law(text=st.sampled_from(["train", "ab", "a", ""]), number=st.integers(1000, 2000), examples=12)
def everything_else_passes_through(learner, text, number):
    """whatever is no tensor, container or module passes through, the same object
    zh: 张量、容器和模块之外的一切原样通过，是同一个对象
    """
    for thing in (text, number, {number}, frozenset((text,)), np.arange(3.0), None):
        held = keep(learner, Batch(thing, [thing]))
        result = kept(learner.to_device, held, ELSEWHERE)
        expect(
            same(result.images, held.images),
            f"the same {type(thing).__name__}",
            zh=f"返回的是同一个 {type(thing).__name__}",
        ).is_true()


@contract.scenario(
    x=small,
    picks=st.lists(st.sampled_from(["tensor", "list", "dict", "tuple"]), min_size=2, max_size=5),
    deep=st.booleans(),
    examples=24,
)
def what_is_shared_stays_shared(learner, x, picks, deep):
    """what occurs twice is one object in the result too
    zh: 出现两次的东西，在结果中也是同一个对象
    """
    shared = {"tensor": x, "list": [x, 1], "dict": {"k": x}, "tuple": (x, [x])}
    obj = [shared[pick] for pick in picks]
    return identities(learner.to_device({"deep": [obj, obj]} if deep else obj, ELSEWHERE))


@contract.scenario(x=small, kind=st.sampled_from(["list", "dict", "both", "tuple"]), examples=12)
def cycles_stay_cycles(learner, x, kind):
    """a list or dictionary that contains itself becomes one that contains itself
    zh: 包含自身的列表或字典，结果也包含自身
    """
    circle, names = [x], {"x": x}
    if kind == "list":
        circle.append(circle)
    elif kind == "dict":
        names["self"] = names
    elif kind == "both":
        circle.append(names)
        names["up"] = circle
    else:
        circle.append((circle, x))
    obj = names if kind == "dict" else circle
    result = learner.to_device(obj, ELSEWHERE)
    return identities(result), devices(result)


@contract.law(x=small, examples=12)
def containers_are_new(learner, x):
    """lists and dictionaries are new, and those that came in are unchanged
    zh: 列表和字典都是新的，传入的保持不变
    """
    for target in (ELSEWHERE, "cpu"):
        held = keep(learner, Batch([x], {"x": x}))
        result = kept(learner.to_device, held, target)
        expect(same(result.images, held.images), "the list is the old one", zh="列表还是原来的那个").equal_to(
            False
        )
        expect(
            same(result.labels, held.labels), "the dictionary is the old one", zh="字典还是原来的那个"
        ).equal_to(False)
        expect(
            devices(fetch(held.images)), "where the old list's tensor is", zh="原列表中张量所在的设备"
        ).equal_to(devices([x]))
        expect(
            devices(fetch(held.labels)), "where the old dictionary's tensor is", zh="原字典中张量所在的设备"
        ).equal_to(devices([x]))


@contract.law(x=tensors((), regimes=(SMALL,)), examples=12, stand_in=True)
def gradients_flow_back(learner, x):
    """gradients flow back through the move
    zh: 梯度穿过移动流回去
    """
    held = keep(learner, Batch(x.clone().requires_grad_(), 0))
    kept(learner.to_device, held, "cpu").images.backward()
    expect(
        fetch(held.images.grad), "the gradient of the tensor that came in", zh="传入的张量的梯度"
    ).equal_to(torch.ones_like(x))


@contract.law(seed=st.integers(0, 9), nested=st.booleans(), examples=6)
def modules_are_moved_in_place(learner, seed, nested):
    """a module is moved in place, buffers too, and returned itself
    zh: 模块就地移动（包括缓冲区），返回的是它本身
    """
    layers = [
        ("linear", ("Linear", {"in_features": 2, "out_features": 2})),
        ("norm", ("BatchNorm1d", {"num_features": 2})),
    ]
    model = keep(learner, Recipe.of(("Sequential", layers), seed=seed))
    result = learner.to_device([model] if nested else model, ELSEWHERE)
    expect(same(result[0] if nested else result, model), "the same module", zh="返回的是同一个模块").is_true()
    places = [fetch(place).type for place in (model.linear.weight.device, model.norm.running_mean.device)]
    expect(places, "where weight and running mean are", zh="weight 和 running_mean 所在的设备").equal_to(
        [ELSEWHERE, ELSEWHERE]
    )


@contract.scenario(elsewhere=st.lists(st.booleans(), max_size=4), x=small, weight=0.15)
def same_device_compares_all(learner, elsewhere, x):
    """same_device is True exactly where all devices are equal, also for no tensors
    zh: 当且仅当所有设备都相同时 same_device 为 True，没有张量时也是
    """
    there = torch.zeros(2, device=ELSEWHERE)
    return learner.same_device(*[there if away else x for away in elsewhere])
