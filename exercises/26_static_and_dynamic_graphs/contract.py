"""What must hold for an executor of graphs."""

import torch

from grader.contract import Contract, call, expect, keep
from grader.inputs import Filler, between, questions, st, tensors

contract = Contract()

NUMBERS = between(-2.0, 2.0)
COUNT = {"placeholder": 0, "constant": 0, "add": 2, "mul": 2, "matmul": 2, "relu": 1, "sum": 1}
COMPUTE = {
    "add": torch.add,
    "mul": torch.mul,
    "matmul": torch.matmul,
    "relu": torch.relu,
    "sum": torch.sum,
}


def value(x):
    return torch.tensor(x, dtype=torch.float64)


@st.composite
def part_of(draw, full):
    """A shape that broadcasts to `full`: leading axes left out, other axes set to one."""
    kept = full[draw(st.integers(0, len(full))) :]
    ones = draw(st.integers(0, 2 ** len(kept) - 1))
    return tuple(1 if ones >> i & 1 else side for i, side in enumerate(kept))


def shape_of(name, a, b=()):
    if name == "sum":
        return ()
    if name == "matmul":
        return (*torch.broadcast_shapes(a[:-2], b[:-2]), a[-2], b[-1])
    return tuple(torch.broadcast_shapes(a, b))


NAMES = ["x", "y", "z", "w", "b", "loss", "h", "out", "mask", "t"]


@questions
def graphs(draw):
    """Graphs over a few inputs whose sides are 1 or n, so that nearly everything can be added or multiplied."""
    names = draw(st.permutations(NAMES))
    n = draw(st.integers(1, 3))
    nodes, feeds, sides = {}, {}, []
    for name in names[: draw(st.integers(1, 3))]:
        x = draw(tensors(draw(part_of((2, n, n))), regimes=NUMBERS))
        if draw(st.integers(0, 2)) == 2:
            nodes[name] = ("constant", x)
        else:
            nodes[name], feeds[name] = ("placeholder",), x
        sides.append(tuple(x.shape))
    for name in names[len(nodes) : len(nodes) + draw(st.integers(1, 6))]:
        operation = draw(st.sampled_from(["mul", "add", "matmul", "relu", "sum", "mul", "add"]))
        # Results before inputs, so that graphs are deep rather than wide.
        picked = [len(sides) - 1 - draw(st.integers(0, len(sides) - 1)) for _ in range(COUNT[operation])]
        found = [sides[i] for i in picked]
        if operation == "matmul" and (min(map(len, found)) < 2 or found[0][-1] != found[1][-2]):
            operation = "mul"
        nodes[name] = (operation, *(names[i] for i in picked))
        sides.append(shape_of(operation, *found))
    order = list(nodes)
    fetches = [order[-1], *draw(st.lists(st.sampled_from(order[:-1]), max_size=2, unique=True))]
    shuffled = {name: nodes[name] for name in draw(st.permutations(order))}
    return call(shuffled, draw(st.permutations(fetches)), feeds)


def graph_grid(fill: Filler):
    hole = ("placeholder",)
    layer = {"w": ("constant", fill(3, 2)), "b": ("constant", fill(2)), "x": hole}
    layer |= {"xw": ("matmul", "x", "w"), "z": ("add", "xw", "b"), "h": ("relu", "z")}
    backwards = dict(reversed(layer.items()))
    backwards["loss"] = ("sum", "h")
    diamond = {"d": ("mul", "b", "c"), "c": ("add", "a", "a"), "b": ("relu", "a"), "a": hole}
    return [
        call(layer, ["h"], {"x": fill(5, 3)}),
        call(backwards, ["loss", "z", "x"], {"x": fill(4, 3)}),
        call(backwards, ["w", "loss"], {"x": fill(2, 5, 3)}),
        call(diamond, ["d"], {"a": fill(2, 3)}),
        call(diamond, ["a", "d", "b"], {"a": fill()}),
        call(
            {"x": hole, "y": hole, "s": ("sum", "x"), "t": ("mul", "s", "y")},
            ["t", "s"],
            {"y": fill(3), "x": fill(2, 2)},
        ),
        call({"a": ("constant", fill(2, 1)), "b": ("constant", fill(3)), "c": ("add", "a", "b")}, ["c"], {}),
        call({"x": hole, "y": ("mul", "x", "x"), "z": ("mul", "y", "y")}, ["z", "x"], {"x": fill(3)}),
        call({"x": hole}, ["x"], {"x": fill(2), "unused": fill(3)}),
        call({"x": hole, "y": ("sum", "x")}, ["y"], {"x": fill(2, 3, 2)}),
        call({"p": ("matmul", "q", "q"), "q": ("constant", fill(2, 3, 3))}, ["p"], {}),
        call({"x": hole}, [], {}),
    ]


def graph_edges(fill: Filler):
    hole = ("placeholder",)
    return [
        call({"x": hole, "y": ("sum", "x")}, ["y"], {"x": fill(0, 3)}),
        call({"x": hole, "y": ("relu", "x")}, ["y"], {"x": value([0.0, -1e30, 1e30, -1e-30])}),
        call({"x": hole, "w": hole, "y": ("matmul", "x", "w")}, ["y"], {"x": fill(0, 3), "w": fill(3, 2)}),
    ]


def bad_graphs():
    one, hole = value([1.0]), ("placeholder",)
    x = {"x": ("constant", one)}
    return [
        # A feed is missing.
        call({"x": hole}, ["x"], {}),
        call({"x": hole, "y": ("relu", "x")}, ["y"], {"z": one}),
        call({"x": hole, "z": hole, "y": ("add", "x", "z"), "t": ("sum", "y")}, ["t"], {"x": one}),
        # A name is no node.
        call(x, ["y"], {}),
        call({**x, "y": ("add", "x", "z")}, ["y"], {}),
        call({**x, "y": ("relu", "z")}, ["y"], {"z": one}),
        # An operation is unknown.
        call({**x, "y": ("sub", "x", "x")}, ["y"], {}),
        call({**x, "y": ("Relu", "x")}, ["y"], {}),
        call({**x, "y": ("exp", "x"), "z": ("sum", "y")}, ["z"], {}),
        # A cycle.
        call({"x": ("relu", "x")}, ["x"], {}),
        call({"x": ("relu", "y"), "y": ("sum", "x")}, ["x"], {}),
        call({**x, "a": ("add", "x", "b"), "b": ("mul", "x", "c"), "c": ("relu", "a")}, ["b"], {}),
        call({**x, "a": ("add", "x", "b"), "b": ("mul", "a", "x"), "c": ("relu", "b")}, ["c"], {}),
    ]


@contract.function(
    graphs(), grid=graph_grid, edges=graph_edges, bad=bad_graphs(), view=True, away_from_ties=True, weight=0.5
)
def run_graph(nodes, fetches, feeds):
    """computes what eager code would compute
    zh: 计算结果与直接运行的代码一致
    """
    values, opened = {}, set()
    waiting = list(reversed(fetches))
    while waiting:
        name = waiting[-1]
        if name in values:
            waiting.pop()
            continue
        operation, *arguments = nodes[name]
        if operation not in COUNT:
            raise ValueError(operation)
        if operation == "placeholder":
            values[name] = feeds[name]
        elif operation == "constant":
            values[name] = arguments[0]
        elif name in opened:
            missing = [a for a in arguments if a not in values]
            if missing:
                raise ValueError(f"{name} depends on itself")
            values[name] = COMPUTE[operation](*(values[a] for a in arguments))
        else:
            opened.add(name)
            for argument in reversed(arguments):
                if argument in opened and argument not in values:
                    raise ValueError(f"{argument} depends on itself")
                waiting.append(argument)
    return [values[name] for name in fetches]


FAULTS = [
    {"bad": ("placeholder",)},
    {"bad": ("sub", "x", "x")},
    {"bad": ("add", "x", "nowhere")},
    {"bad": ("relu", "bad")},
    {"bad": ("relu", "worse"), "worse": ("sum", "bad")},
    {"bad": ("matmul", "x", "x")},
    {"bad": ("add", "x", "five"), "five": ("constant", torch.ones(5, 7, dtype=torch.float64))},
]


@contract.law(
    x=tensors((2, 3), regimes=NUMBERS),
    fault=st.sampled_from(range(len(FAULTS))),
    first=st.booleans(),
    examples=20,
)
def what_is_not_needed_does_not_run(learner, x, fault, first):
    """whatever the fetches do not need does not run, so that its faults stay silent
    zh: fetches 不需要的节点不会运行，其中的错误也不会暴露
    """
    good = {"x": ("placeholder",), "y": ("mul", "x", "x"), "s": ("sum", "y")}
    nodes = {**FAULTS[fault], **good} if first else {**good, **FAULTS[fault], "after": ("relu", "bad")}
    found = learner.run_graph(nodes, ["s", "y"], {"x": x})
    expect(found[0], "the fetched sum", zh="取回的和").close_to((x * x).sum())
    expect(found[1], "the fetched product", zh="取回的积").close_to(x * x)


@contract.law(pair=st.tuples(tensors((2,), regimes=NUMBERS), tensors((3,), regimes=NUMBERS)), examples=8)
def every_run_begins_anew(learner, pair):
    """other feeds for the same graph give other results
    zh: 同一个图，换一组输入，得到新的结果
    """
    graph = {"x": ("placeholder",), "y": ("mul", "x", "x"), "s": ("sum", "y")}
    nodes = keep(learner, graph)
    for x in (*pair, pair[0]):
        found = learner.run_graph(nodes, ["y", "s"], {"x": x})
        expect(found[0], "x * x").close_to(x * x)
        expect(found[1], "its sum", zh="它的和").close_to((x * x).sum())


@contract.law(x=tensors((2,), regimes=NUMBERS), examples=5)
def fetches_may_repeat(learner, x):
    """results come in the order of the fetches, once for each
    zh: 结果按 fetches 的次序给出，重复的名字给出重复的结果
    """
    nodes = {"x": ("placeholder",), "y": ("add", "x", "x"), "z": ("sum", "y")}
    expect(learner.run_graph(nodes, ["z", "x", "y", "z"], {"x": x}), "z, x, y, z").close_to(
        [(x + x).sum(), x, x + x, (x + x).sum()]
    )
    # A tuple of fetches, and none at all, are as good as any.
    expect(learner.run_graph(nodes, ("y",), {"x": x}), "y").close_to([x + x])
    expect(learner.run_graph(nodes, [], {}), "no fetches", zh="不取任何结果").equal_to([])


@contract.scenario(x=tensors((2,), regimes=between(0.5, 1.0)), examples=1)
def every_node_runs_once(learner, x):
    """sixty doublings are sixty nodes, not 2 ** 60
    zh: 翻倍六十次只有六十个节点，而不是 2 ** 60
    """
    nodes = {f"n{i + 1}": ("add", f"n{i}", f"n{i}") for i in range(60)}
    nodes["n0"] = ("placeholder",)
    return learner.run_graph(nodes, ["n60", "n1"], {"n0": x})


@contract.scenario(x=tensors((1,), regimes=between(0.5, 1.0)), order=st.sampled_from([1, -1]), examples=2)
def deep_graphs_are_no_trouble(learner, x, order):
    """a chain of 5,000 nodes does not hit the recursion limit, in either order
    zh: 5,000 个节点连成的链不会触发递归上限，正序倒序都一样
    """
    nodes = [("n0", ("placeholder",)), ("one", ("constant", x))]
    nodes += [(f"n{i + 1}", ("add", f"n{i}", "one") if i % 2 else ("relu", f"n{i}")) for i in range(5_000)]
    return learner.run_graph(dict(nodes[::order]), ["n5000"], {"n0": x})
