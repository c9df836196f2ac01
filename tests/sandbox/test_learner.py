"""The learner's functions and objects answer as if they were here."""

from __future__ import annotations

import copy
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from grader.sandbox import (
    Ask,
    Expression,
    Handle,
    LocalNamespace,
    NotDefined,
    Raised,
    Recipe,
    ScratchPath,
    UnusableReply,
)
from grader.sandbox.learner import (
    assign,
    evaluate,
    fetch,
    keep,
    list_files,
    read_file,
    same,
    shares_memory,
    type_name,
    write_file,
)

COUNTER = """
    import torch

    class Counter:
        def __init__(self, start=0):
            self.count = start
            self.parts = [torch.ones(2), self]
        def add(self, n=1):
            self.count += n
            return self.count
        def __len__(self):
            return self.count
        def __getitem__(self, i):
            return self.parts[i]
        def __setitem__(self, i, value):
            self.parts[i] = value
        def __enter__(self):
            self.count += 100
            return self
        def __exit__(self, kind, error, trace):
            self.count -= 100
            self.failed = kind is not None

    class Number:
        def __init__(self, value): self.value = value
        def __add__(self, other): return Number(self.value + getattr(other, "value", other))
        def __radd__(self, other): return Number(other + self.value)
        def __mul__(self, other): return Number(self.value * getattr(other, "value", other))
        def __rsub__(self, other): return other - self.value
        def __matmul__(self, other): return ("matmul", other)
        def __neg__(self): return Number(-self.value)
        def __abs__(self): return abs(self.value)
        def __float__(self): return float(self.value)
        def exp(self): return Number(2.0 ** self.value)

    def naturals():
        n = 0
        while True:
            yield n
            n += 1

    def few():
        yield torch.ones(1)
        yield "two"

    def identity(x): return x
    LIMIT = 7
"""


@pytest.fixture
def learner(learn):
    return learn(COUNTER)


def test_a_function_answers_by_value(learn):
    learner = learn("def add(a, b=1, *, c): return [a + b, {'c': c}]")
    value, rest = learner.add(torch.ones(2), c=(1, None))
    assert value.tolist() == [2.0, 2.0]
    assert rest == {"c": (1, None)}


def test_the_names_of_a_file_are_its_public_ones_without_modules(admit):
    names = admit(
        "import math\nfrom math import sin\n_private = 1\ndef f(): pass\nclass C: pass\nx = 2"
    ).load()
    assert names == {"sin", "f", "C", "x"}


def test_a_name_that_is_missing_is_not_defined(learner):
    with pytest.raises(NotDefined) as caught:
        learner.no_such_name(1)
    assert caught.value.name == "no_such_name"
    assert not caught.value.loading


def test_an_instance_stays_there_and_keeps_its_state(learner):
    counter = learner.Counter(start=2)
    assert isinstance(counter, Handle)
    assert type_name(counter) == "Counter"
    assert [counter.add(), counter.add(n=5)] == [3, 8]
    assert fetch(counter.count) == 8


def test_attributes_are_looked_up_late_and_copied_on_request(learner):
    counter = learner.Counter()
    reference = counter.count
    counter.add()
    assert fetch(reference) == 1
    assert fetch(learner.LIMIT) == 7
    assert fetch([1]) == [1]
    with pytest.raises(Raised) as caught:
        fetch(counter.nothing.here)
    assert caught.value.is_a("AttributeError")


def test_attributes_can_be_set(learner):
    counter = learner.Counter()
    assign(counter, "count", 40)
    assert counter.add() == 41
    local = SimpleNamespace(count=1)
    assign(local, "count", 2)
    assert local.count == 2
    with pytest.raises(AttributeError):
        counter.count = 3


def test_items_length_and_truth(learner):
    counter = learner.Counter(3)
    assert len(counter) == 3
    assert counter
    assert not learner.Counter(0)
    counter[0] = torch.zeros(1)
    assert counter[0].tolist() == [0.0]
    assert same(counter[1], counter)
    assert not same(counter, learner.Counter())


def test_arithmetic_happens_there(learner):
    two, three = learner.Number(2.0), learner.Number(3.0)
    assert fetch((two + three * 2).value) == 8.0
    assert fetch((1 + two).value) == 3.0
    assert 10 - two == 8.0
    assert abs(-three) == 3.0
    assert float(two) == 2.0
    assert (two @ [1]) == ("matmul", [1])
    with pytest.raises(Raised):
        two / 2


def test_a_tensor_or_an_array_on_the_left_asks_the_handle(learner):
    two = learner.Number(2.0)
    assert (torch.ones(2) - two).tolist() == [-1.0, -1.0]
    assert (np.ones(2) - two).tolist() == [-1.0, -1.0]


def test_a_generator_is_read_one_by_one(learner):
    assert list(learner.few())[1] == "two"
    numbers = learner.naturals()
    assert [next(numbers), next(numbers)] == [0, 1]
    with pytest.raises(Raised):
        iter(learner.Number(1)).__next__()


def test_an_iteration_without_end_ends(learner, monkeypatch):
    monkeypatch.setattr("grader.sandbox.learner._MOST_ITEMS", 50)
    with pytest.raises(UnusableReply, match="50"):
        list(learner.naturals())


def test_a_context_is_entered_and_left(learner):
    counter = learner.Counter()
    with counter:
        assert fetch(counter.count) == 100
    assert fetch(counter.count) == 0
    with pytest.raises(ZeroDivisionError), counter:
        raise ZeroDivisionError
    assert fetch(counter.failed) is True


def test_handles_inside_data_are_handles(learner):
    value = learner.identity({"parts": [learner.Counter(5), 1]})
    assert type_name(value["parts"][0]) == "Counter"
    assert len(value["parts"][0]) == 5


def test_a_handle_passed_back_is_the_very_object(learner):
    counter = learner.Counter()
    assert same(learner.identity(counter), counter)
    assert same(learner.identity(counter.parts)[1], counter)


def test_copies_of_a_handle_are_the_handle(learner):
    counter = learner.Counter()
    assert copy.deepcopy([counter])[0] is counter


def test_objects_that_nobody_refers_to_are_let_go(learn):
    learner = learn("""
        import weakref
        class Thing: pass
        alive = weakref.WeakSet()
        def make():
            thing = Thing()
            alive.add(thing)
            return thing
        def count(): return len(alive)
    """)
    things = [learner.make() for _ in range(3)]
    attribute = things[0].name
    assert learner.count() == 3
    del things
    assert learner.count() == 1
    del attribute
    assert learner.count() == 0


def test_what_is_kept_has_identity_and_state_across_calls(learn):
    learner = learn(
        "def push(items, x): items.append(x)\ndef scale(t): t.mul_(2)\ndef first(items): return items[0]"
    )
    items = keep(learner, [])
    learner.push(items, 1)
    learner.push(items, 2)
    assert fetch(items) == [1, 2]
    tensor = keep(learner, torch.ones(2))
    learner.scale(tensor)
    assert fetch(tensor).tolist() == [2.0, 2.0]
    assign(tensor, "grad", torch.full((2,), 3.0))
    assert fetch(tensor.grad).tolist() == [3.0, 3.0]


def test_memory_is_shared_byte_by_byte(learn):
    learner = learn("def split(x): return x[::2], x[1::2], x\n")
    assert not shares_memory(torch.ones(2), torch.ones(2))
    base = torch.ones(6, dtype=torch.bfloat16)
    assert not shares_memory(base[::2], base[1::2])
    assert shares_memory(base[::2], base)
    assert shares_memory(torch.from_numpy(array := np.ones(3)), array)
    kept = keep(learner, torch.ones(6))
    assert shares_memory(kept, kept.data)


def test_asking_tells_everything_about_a_call(learn):
    learner = learn("""
        import torch
        def f(x, y, n, *, out):
            out.append(1)
            y.detach().zero_()
            print("hello")
            torch.rand(1)
            return {"product": x * y, "view": x[:1], "count": n, "plain": x.detach().sum()}
    """)
    x, y = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0], dtype=torch.float32)
    cotangents = [torch.ones(2), torch.ones(1), torch.ones(())]
    options = Ask(echo=True, cotangents=cotangents, watch_random=True)
    reply = learner.f.ask(x, y, torch.tensor(1), out=[], options=options)
    assert reply.value["product"].tolist() == [0.0, 0.0]
    assert reply.inputs[0][1].tolist() == [0.0, 0.0]
    assert reply.inputs[1] == {"out": [1]}
    assert [gradient.tolist() for gradient in reply.gradients] == [[1.0, 0.0], [1.0, 2.0]]
    assert reply.devices == ("cpu",) * 4
    assert reply.requires_grad == (True, True, False, False)
    assert reply.aliases == ((1, 0), (2, 2))
    assert reply.random_state_used == ("torch",)
    assert reply.printed == "hello\n"
    assert x.tolist() == [1.0, 2.0]


def test_gradients_that_do_not_exist_are_none(learn):
    learner = learn("def f(x, y): return x * 2\ndef detached(x): return x.detach()\ndef none(x): return 3")
    one = [torch.ones(2)]
    gradients = learner.f.ask(torch.ones(2), torch.ones(2), options=Ask(cotangents=one)).gradients
    assert gradients[0].tolist() == [2.0, 2.0]
    assert gradients[1] is None
    assert learner.detached.ask(torch.ones(2), options=Ask(cotangents=one)).gradients is None
    assert learner.none.ask(torch.ones(2), options=Ask(cotangents=one)).gradients is None
    assert learner.f.ask(torch.ones(2), torch.ones(2)).gradients is None


def test_gradients_keep_the_strides_of_arguments(learn):
    learner = learn("def strides(x): return x * 1.0, x.stride()")
    x = torch.arange(6.0).reshape(2, 3).t()
    reply = learner.strides.ask(x, options=Ask(cotangents=[torch.ones(3, 2)]))
    assert reply.value[1] == (1, 3)


def test_an_array_that_comes_back_is_an_alias(learn):
    learner = learn("def f(x, y): return y[1:], x.numpy()")
    assert learner.f.ask(torch.ones(2), np.ones(3)).aliases == ((0, 1), (1, 0))


def test_the_three_random_states_are_watched(learn):
    learner = learn("""
        import random, numpy, torch
        def f(which):
            if "t" in which: torch.randn(2)
            if "n" in which: numpy.random.rand()
            if "p" in which: random.random()
    """)
    for which, used in {"": (), "tnp": ("torch", "numpy", "python"), "n": ("numpy",)}.items():
        assert learner.f.ask(which, options=Ask(watch_random=True)).random_state_used == used


def test_a_value_can_be_kept_while_asking(learn):
    learner = learn("def f(x): return [x, x + 1]")
    reply = learner.f.ask(torch.ones(1), options=Ask(keep=True, echo=True))
    assert isinstance(reply.value, Handle)
    assert fetch(reply.value)[1].tolist() == [2.0]
    assert reply.requires_grad == (False, False)


def test_results_and_inputs_share_identity(learn):
    learner = learn("def f(x): return x")
    reply = learner.f.ask([1], options=Ask(echo=True))
    assert reply.value is reply.inputs[0][0]


def test_tensors_arrive_on_the_device_asked_for(learn):
    learner = learn("def f(x, items): return str(x.device), str(items[0].device), x", device="meta")
    first, second, value = learner.f(torch.ones(2), [torch.ones(1)])
    assert (first, second, value.device.type) == ("meta", "meta", "meta")


def test_the_stand_in_device_refuses_to_mix(learn):
    learner = learn(
        "import torch\ndef f(x): return x + torch.ones(2)\ndef g(x): return x + torch.ones_like(x)",
        device="lazy",
    )
    with pytest.raises(Raised):
        learner.f(torch.ones(2))
    reply = learner.g.ask(torch.ones(2), options=Ask(cotangents=[torch.ones(2)]))
    assert reply.value.tolist() == [2.0, 2.0]
    assert reply.devices == ("lazy:0",)
    assert reply.gradients[0].tolist() == [1.0, 1.0]


def test_global_random_states_are_the_same_in_every_process(admit):
    submission = admit("""
        import numpy, random, torch
        def f(): return torch.rand(2).tolist(), random.random(), numpy.random.rand()
    """)
    drawn = []
    for seed in (1, 1, 2):
        submission.load(seed=seed)
        drawn.append(submission.learner().f())
    assert drawn[0] == drawn[1] != drawn[2]


DOUBLE_PLUS = Expression((("input", 0), ("constant", 2), ("mul", 0, 1), ("exp", 2), ("add", 3, 0)))


def test_an_expression_arrives_as_a_function(learn):
    learner = learn("import types\ndef f(g, x): return g(x), type(g) is types.FunctionType")
    value, plain = learner.f(DOUBLE_PLUS, torch.tensor([0.0, 1.0]))
    assert plain
    assert value.equal(DOUBLE_PLUS(torch.tensor([0.0, 1.0])))


def test_an_expression_runs_over_the_learners_objects(learner):
    result = evaluate(learner, DOUBLE_PLUS, learner.Number(3.0))
    assert fetch(result.value) == 2.0**6 + 3


def test_a_deep_expression_needs_no_recursion(learner):
    nodes = [("input", 0), *(("add", index, 0) for index in range(5_000))]
    deep = Expression(tuple(nodes), (0, 5_000))
    assert fetch(evaluate(learner, deep, learner.Number(1.0))[1].value) == 5_001.0
    assert evaluate(LocalNamespace({}), deep, 1.0) == (1.0, 5_001.0)


MODEL = Recipe.of(
    (
        "Sequential",
        [
            ("embed", ("Linear", {"in_features": 3, "out_features": 3})),
            ("inner", ("Sequential", [("drop", ("Dropout", {"p": 0.5})), ("again", ("Same", "embed"))])),
            ("norm", ("LayerNorm", {"normalized_shape": [3]})),
        ],
    ),
    state={"embed.bias": torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)},
    dtype="float64",
    training={"inner.drop": False},
    frozen=("norm.bias",),
    ties=(("norm.weight", "embed.bias"),),
    seed=3,
)


def test_a_recipe_arrives_as_the_same_model(learn):
    learner = learn("""
        def look(m, x):
            names = [name for name, _ in m.named_parameters()]
            return (m(x), names, m.embed is m.inner.again, m.inner.drop.training,
                    m.training, m.norm.bias.requires_grad, m.norm.weight is m.embed.bias)
    """)
    local = LocalNamespace({}).localise(MODEL)
    x = torch.ones(2, 3, dtype=torch.float64)
    value, names, shared, dropping, training, grad, tied = learner.look(MODEL, x)
    assert value.equal(local(x))
    assert names == [name for name, _ in local.named_parameters()]
    assert (shared, dropping, training, grad, tied) == (True, False, True, False, True)


def test_a_layer_with_a_tuple_for_a_result(learn):
    learner = learn("def f(m, x): return m(x)")
    recipe = Recipe.of(("LSTM", {"input_size": 2, "hidden_size": 3}))
    output, (hidden, cell) = learner.f(recipe, torch.ones(4, 1, 2))
    assert (output.shape, hidden.shape, cell.shape) == ((4, 1, 3), (1, 1, 3), (1, 1, 3))


def test_scratch_files_are_the_submissions_own(admit, tmp_path):
    submission = admit(
        "def save(path, text):\n    with open(path, 'w') as f: f.write(text)\n    return str(path)",
        scratch=True,
    )
    learner = submission.learner()
    path = learner.save(ScratchPath("a.txt"), "hi")
    assert path.endswith("/a.txt")
    write_file(learner, "b.bin", b"\x00" * 100_000)
    assert list_files(learner) == ("a.txt", "b.bin")
    assert read_file(learner, "a.txt") == b"hi"
    assert read_file(learner, "b.bin") == b"\x00" * 100_000


def test_a_local_namespace_answers_in_the_same_way(tmp_path):
    local = LocalNamespace(
        {"f": lambda m, p: (type(m).__name__, p), "LIMIT": 7, "Counter": SimpleNamespace}, tmp_path
    )
    assert local.f(Recipe.of(("ReLU", {})), ScratchPath("x")) == ("ReLU", tmp_path / "x")
    assert local.LIMIT == 7
    assert not hasattr(local, "g")
    items = [1]
    assert keep(local, items) is items
    model = keep(local, Recipe.of(("Linear", {"in_features": 1, "out_features": 1})))
    assert keep(local, [model, 1]) == [model, 1]
    write_file(local, "x", b"1")
    assert (list_files(local), read_file(local, "x")) == (("x",), b"1")
    assert same(items, items)
    assert fetch(items) is items
    with pytest.raises(ValueError, match="scratch"):
        keep(LocalNamespace({}), ScratchPath("x"))


def test_a_recipe_twice_in_one_call_is_one_model(learn):
    recipe = Recipe.of(("ReLU", {}))
    function = "def f(a, b): return a is b"
    assert learn(function).f(recipe, recipe)
    assert LocalNamespace({"f": lambda a, b: a is b}).f(recipe, recipe)


def test_what_cannot_be_sent_is_the_callers_error_and_names_it(learner):
    with pytest.raises(TypeError, match="object"):
        learner.identity(object())
    assert learner.identity(1) == 1
