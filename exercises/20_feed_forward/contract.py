"""What must hold for a feed-forward network given as a graph."""

import torch

from grader.contract import Contract, call, expect, fetch, keep
from grader.inputs import Filler, between, st, tensors
from grader.sandbox import Ask, Handle

contract = Contract()

NAMES = ["a", "b", "c", "d", "e", 1, 2, 3]
VALUES = between(-2.0, 2.0)
WEIGHTS = between(-1.5, 1.5)


def order_of(edges, nodes):
    """A topological order of `nodes`, or None where there is a cycle."""
    waiting = dict.fromkeys(nodes, 0)
    targets = {node: [] for node in nodes}
    for source, target in edges:
        waiting[target] += 1
        targets[source].append(target)
    order = [node for node in nodes if not waiting[node]]
    for node in order:
        for target in targets[node]:
            waiting[target] -= 1
            if not waiting[target]:
                order.append(target)
    return order if len(order) == len(waiting) else None


def nodes_of(edges, *more):
    return list(
        dict.fromkeys([*(node for edge in edges for node in edge), *(n for each in more for n in each)])
    )


@st.composite
def graphs(draw, min_edges=0, cyclic=False):
    """Edges over a few names, in any order and some of them twice; without a cycle unless one is wanted."""
    names = draw(st.permutations(NAMES))
    pairs = draw(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 3)), min_size=min_edges, max_size=8))
    edges = [(names[i], names[i + step]) for i, step in pairs]
    if cyclic:
        length = draw(st.integers(1, 4))
        ring = [(names[i], names[(i + 1) % length]) for i in range(length)]
        edges += ring
        edges = [edges[i] for i in draw(st.permutations(range(len(edges))))]
    return edges


@st.composite
def networks(draw, min_edges=0, shapes=((), (2,), (1,), (2, 3))):
    """The arguments of forward. Inputs are some of the nodes that nothing leads to, and now and then another one."""
    edges = draw(graphs(min_edges=min_edges))
    targets = {target for _, target in edges}
    sources = [node for node in nodes_of(edges) if node not in targets]
    shape = draw(st.sampled_from(shapes))
    given = [node for node in sources if draw(st.integers(0, 7))]
    given += [node for node in nodes_of(edges) if node in targets and not draw(st.integers(0, 7))]
    if not given:
        given = [*sources[:1], "x"]
    inputs = {node: draw(tensors(shape, regimes=VALUES)) for node in given}
    weights = draw(tensors((len(edges),), regimes=WEIGHTS))
    with_bias = [node for node in [*nodes_of(edges), "z"] if draw(st.integers(0, 2)) == 2]
    number = st.sampled_from([0.5, -1.0, 0.25, 1])
    biases = {
        node: draw(tensors((), regimes=WEIGHTS)) if draw(st.booleans()) else draw(number)
        for node in with_bias
    }
    return inputs, edges, weights, biases


def fixed_networks(fill: Filler):
    def network(names, edges, biases=(), shape=(3,)):
        inputs = {name: fill(*shape) for name in names}
        return call(inputs, edges, fill(len(edges)), {name: fill() for name in biases})

    return [
        network("a", [("a", "b")], "b"),
        network("ab", [("a", "c"), ("b", "c"), ("c", "d"), ("a", "d")], "cd"),
        # Listed from the end of the network to its beginning.
        network("a", [("d", "e"), ("c", "d"), ("b", "c"), ("a", "b")], "de"),
        # A diamond, which closes no cycle.
        network("a", [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")], "abcd", (2, 2)),
        # Two edges between the same nodes.
        network("a", [("a", "b"), ("a", "b")]),
        # A given value wins over what its edges would make of it.
        network("ab", [("a", "b"), ("b", "c")], "b"),
        # A source without a value, a node that only has a bias, and an input that leads nowhere.
        network("a", [("a", "c"), ("b", "c")], "bz", ()),
        network("ax", [("a", "b"), ("y", "b")], "a"),
        network("a", [], "b", (2,)),
        network([3, 1], [(2, 5), (1, 2), (3, 5)], [5], (2, 1, 2)),
    ]


def edge_networks(fill: Filler):
    return [
        call({}, [], torch.zeros(0, dtype=torch.float64), {"b": torch.tensor(0.5, dtype=torch.float64)}),
        call({"a": fill(0)}, [("a", "b"), ("c", "b")], fill(2), {"c": 1.0}),
        call({"a": fill(2) * 1e4}, [("a", "b"), ("b", "c")], fill(2), {}),
    ]


def bad_networks():
    one = torch.tensor([0.5], dtype=torch.float64)

    def network(edges, weights=None, names="a", biases=()):
        count = len(edges) if weights is None else weights
        return call(
            dict.fromkeys(names, one),
            edges,
            torch.ones(count, dtype=torch.float64),
            dict.fromkeys(biases, 0.5),
        )

    return [
        network([("a", "a")]),
        network([("a", "b"), ("b", "b")]),
        network([("a", "b"), ("b", "c"), ("c", "b")]),
        network([("a", "b"), ("b", "c"), ("c", "d"), ("d", "b")]),
        # Nothing leads from the input to the cycle.
        network([("a", "b"), ("c", "d"), ("d", "c")]),
        # A given value stops no feedback: the edges alone decide.
        network([("a", "b"), ("b", "a")]),
        network([("a", "b"), ("b", "a")], names="ab"),
        network([("a", "b")], weights=2),
        network([("a", "b"), ("a", "c")], weights=1),
        network([], weights=1),
        network([("a", "b")], weights=0),
    ]


YES_OR_NO = [
    [],
    [("a", "b")],
    [("a", "a")],
    [("a", "b"), ("b", "a")],
    [("a", "b"), ("a", "b")],
    [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")],
    [("c", "d"), ("b", "c"), ("a", "b")],
    [("a", "b"), ("c", "c")],
    [("a", "b"), ("c", "d"), ("d", "e"), ("e", "c")],
    [("c", "b"), ("a", "c"), ("b", "a")],
    [(1, 2), (2, 3), (1, 3)],
    [(1, 2), (2, 3), (3, 1)],
    [("b", "a"), ("b", "c"), ("c", "a"), ("d", "a")],
]


@contract.function(
    st.booleans().flatmap(lambda cyclic: graphs(cyclic=cyclic)).map(call),
    grid=lambda _: [call(edges) for edges in YES_OR_NO],
    weight=0.2,
)
def is_feed_forward(edges):
    """tells whether the edges have no cycle
    zh: 判断边是否不构成环
    """
    return order_of(edges, nodes_of(edges)) is not None


@contract.function(
    networks().map(lambda network: call(*network)),
    grid=fixed_networks,
    edges=edge_networks,
    bad=bad_networks(),
    view=True,
    # The gradient is asked for by name below: in a dict the order of the results is the learner's own.
    gradient=False,
    weight=0.4,
)
def forward(inputs, edges, weights, biases):
    """computes the value of every node
    zh: 计算每个节点的值
    """
    order = order_of(edges, nodes_of(edges, inputs, biases))
    if order is None or len(weights) != len(edges):
        raise ValueError("a cycle, or not one weight for each edge")
    like = next(iter(inputs.values()), weights.new_zeros(()))
    leaving, sums, values = {}, {}, {}
    for i, (source, _) in enumerate(edges):
        leaving.setdefault(source, []).append(i)
    for node in order:
        if node in inputs:
            values[node] = inputs[node]
        else:
            values[node] = torch.tanh(sums.get(node, torch.zeros_like(like)) + biases.get(node, 0.0))
        for i in leaving.get(node, ()):
            target = edges[i][1]
            sums[target] = sums.get(target, 0.0) + weights[i] * values[node]
    return values


def kept(function, *args):
    """The result of a call, left where it was computed."""
    return (
        function.ask(*args, options=Ask(keep=True)).value if isinstance(function, Handle) else function(*args)
    )


@contract.law(edges=graphs(min_edges=1), which=st.integers(0, 99), examples=15)
def feedback_is_noticed(learner, edges, which):
    """an edge from a node's target back to it closes a cycle
    zh: 从目标节点连回源节点的边会构成环
    """
    source, target = edges[which % len(edges)]
    expect(learner.is_feed_forward(edges), f"is_feed_forward({edges!r})").equal_to(True)
    back = [*edges, (target, source)]
    expect(learner.is_feed_forward(back), f"is_feed_forward({back!r})").equal_to(False)


@contract.law(network=networks(min_edges=1), seed=st.integers(0, 999), examples=15)
def names_and_the_order_of_edges_do_not_matter(learner, network, seed):
    """other names, and the edges in another order, give the same values
    zh: 换一套名字、换一种边的次序，得到相同的值
    """
    inputs, edges, weights, biases = network
    values = learner.forward(inputs, edges, weights, biases)
    order = torch.randperm(len(edges), generator=torch.Generator().manual_seed(seed))
    new = {node: f"n{len(NAMES) - i}" for i, node in enumerate(nodes_of(edges, inputs, biases))}
    renamed = learner.forward(
        {new[node]: x for node, x in inputs.items()},
        [(new[edges[i][0]], new[edges[i][1]]) for i in order.tolist()],
        weights[order],
        {new[node]: b for node, b in biases.items()},
    )
    expect(
        {node: renamed[name] for node, name in new.items()}, "the renamed network", zh="换了名字的网络"
    ).close_to({node: values[node] for node in new})


@contract.law(network=networks(min_edges=2, shapes=((3,), (2, 2))), examples=10)
def a_batch_is_its_rows_one_by_one(learner, network):
    """a batch is its rows one by one
    zh: 整批计算等于逐行计算
    """
    inputs, edges, weights, biases = network
    nodes = nodes_of(edges, inputs, biases)
    whole = learner.forward(inputs, edges, weights, biases)
    row = learner.forward({node: x[1] for node, x in inputs.items()}, edges, weights, biases)
    expect({node: row[node] for node in nodes}, "the values of row 1", zh="第 1 行的值").close_to(
        {node: whole[node][1] for node in nodes}
    )


@contract.scenario(network=networks(min_edges=1, shapes=((), (2,))), which=st.integers(0, 99), examples=25)
def gradients_reach_inputs_weights_and_biases(learner, network, which):
    """gradients reach inputs, weights and biases
    zh: 梯度传到输入、权重和偏置
    """
    inputs, edges, weights, biases = network
    held = {node: keep(learner, x.clone().requires_grad_()) for node, x in inputs.items()}
    bent = {
        node: keep(learner, b.clone().requires_grad_()) if isinstance(b, torch.Tensor) else b
        for node, b in biases.items()
    }
    strength = keep(learner, weights.clone().requires_grad_())
    values = kept(learner.forward, held, edges, strength, bent)
    # A node that some edge leads to and that has no given value, so that there is something to differentiate.
    ends = [target for _, target in edges if target not in inputs]
    if not ends:
        return None
    kept(kept(values.get, ends[which % len(ends)]).sum).backward()
    leaves = {"weights": strength, **{f"input {node}": x for node, x in held.items()}}
    leaves |= {f"bias {node}": b for node, b in bent.items() if isinstance(biases[node], torch.Tensor)}
    gradients = {name: fetch(leaf.grad) for name, leaf in leaves.items()}
    # Where there is no path, None and zeros say the same.
    return {name: g for name, g in gradients.items() if g is not None and bool(g.any())}


@contract.scenario(x=tensors((1,), regimes=between(0.5, 1.0)), examples=1)
def two_hundred_diamonds_are_no_trouble(learner, x):
    """two hundred diamonds in a row take no longer than their 800 edges
    zh: 二百个菱形串联起来，只需处理 800 条边的时间
    """
    edges = []
    for i in range(200):
        edges += [(3 * i, 3 * i + 1), (3 * i, 3 * i + 2), (3 * i + 1, 3 * i + 3), (3 * i + 2, 3 * i + 3)]
    weights = torch.full((len(edges),), 0.75, dtype=x.dtype)
    values = kept(learner.forward, {0: x}, edges[::-1], weights, {})
    return learner.is_feed_forward(edges), fetch(kept(values.get, 600))


@contract.scenario(x=tensors((1,), regimes=between(0.5, 1.0)), examples=1)
def long_chains_are_no_trouble(learner, x):
    """a chain of 5,000 nodes does not hit the recursion limit
    zh: 5,000 个节点连成的链不会触发递归上限
    """
    edges = [(i, i + 1) for i in range(5_000)][::-1]
    told = [learner.is_feed_forward(edges), learner.is_feed_forward([*edges, (5_000, 0)])]
    weights = torch.full((len(edges),), 1.25, dtype=x.dtype)
    values = kept(learner.forward, {0: x}, edges, weights, {})
    return told, fetch(kept(values.get, 5_000))
