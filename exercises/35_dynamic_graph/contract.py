"""What must hold for computations whose shape follows the data."""

import torch

from grader.contract import Contract, call, expect, keep
from grader.inputs import Filler, between, questions, st, tensors
from grader.sandbox import LocalNamespace

contract = Contract()

VALUES = between(-1.0, 1.0)


@st.composite
def trees(draw, d, max_leaves=6):
    """A tree of lists and tuples over vectors of size d, in which a leaf may stand twice."""
    parts = [draw(tensors((d,), regimes=VALUES)) for _ in range(draw(st.integers(1, max_leaves)))]
    if len(parts) > 1 and not draw(st.integers(0, 3)):
        parts.append(parts[0])
    while len(parts) > 1:
        first = draw(st.integers(0, len(parts) - 2))
        pair = (parts[first], parts[first + 1])
        parts[first : first + 2] = [list(pair) if draw(st.booleans()) else pair]
    return parts[0]


@questions
def encodings(draw):
    d = draw(st.integers(1, 3))
    weight = draw(tensors((d, 2 * d), regimes=VALUES))
    return call(draw(trees(d)), weight, draw(tensors((d,), regimes=VALUES)))


def encoding_grid(fill: Filler):
    def leaf(d=2):
        return fill(d)

    shapes = [
        leaf(),
        (leaf(), leaf()),
        [leaf(), leaf()],
        ((leaf(), leaf()), leaf()),
        (leaf(), (leaf(), leaf())),
        [[leaf(), leaf()], [leaf(), leaf()]],
        ((leaf(), [leaf(), (leaf(), leaf())]), leaf()),
        (([leaf(), leaf()], leaf()), [leaf(), (leaf(), leaf())]),
    ]
    calls = [call(tree, fill(2, 4), fill(2)) for tree in shapes]
    shared = leaf()
    return [
        *calls,
        call((shared, shared), fill(2, 4), fill(2)),
        call((leaf(1), leaf(1)), fill(1, 2), fill(1)),
        call([leaf(5), (leaf(5), leaf(5))], fill(5, 10), fill(5)),
    ]


def bad_trees():
    leaf, weight, bias = torch.ones(1).double(), torch.ones(1, 2).double(), torch.ones(1).double()
    found = [
        [leaf],
        (leaf, leaf, leaf),
        [],
        (),
        (leaf, [leaf]),
        [(leaf, leaf), (leaf, leaf, leaf)],
        ((leaf,), leaf),
    ]
    return [call(tree, weight, bias) for tree in found]


@contract.function(encodings(), grid=encoding_grid, bad=bad_trees(), view=True, weight=0.3)
def tree_encode(tree, weight, bias):
    """encodes a tree from its leaves to its root
    zh: 从叶子到根，对树编码
    """
    results, waiting = [], [(tree, False)]
    while waiting:
        part, ready = waiting.pop()
        if isinstance(part, torch.Tensor):
            results.append(part)
        elif ready:
            right, left = results.pop(), results.pop()
            results.append(torch.tanh(weight @ torch.cat([left, right]) + bias))
        elif len(part) != 2:
            raise ValueError("a pair has two members")
        else:
            waiting += [(part, True), (part[1], False), (part[0], False)]
    return results.pop()


# Tolerances well above the rounding of float32: near one that is as small, honest code would count differently.
@questions
def iterations(draw):
    d = draw(st.integers(1, 3))
    tolerance = draw(st.sampled_from([0.1, 0.03, 0.3, 0.01, -1.0]))
    x, weight = draw(tensors((d,), regimes=VALUES)), draw(tensors((d, d), regimes=VALUES))
    return call(x, weight, tolerance, draw(st.integers(0, 9)))


def iteration_grid(fill: Filler):
    def ones(*shape):
        return torch.ones(shape, dtype=torch.float64)

    return [
        call(fill(3), fill(3, 3), 0.1, 0),
        call(fill(3), fill(3, 3), 0.1, 1),
        call(fill(3), fill(3, 3) / 3, 0.03, 50),
        call(fill(5), fill(5, 5) / 5, 0.03, 50),
        call(fill(2), fill(2, 2), -1.0, 4),
        # Never settles: the limit ends it.
        call(ones(1), ones(1, 1) * -3, 0.1, 7),
        # One entry is still moving when the others stand.
        call(torch.cat([ones(1), ones(4) * 0]), torch.eye(5).double() * 0.7, 0.08, 20),
        # A change of exactly the tolerance ends it.
        call(ones(2) * 0, fill(2, 2), 0.0, 5),
        call(ones(3) * 0.5, ones(3, 3) * 0, 0.5, 5),
        call(fill(2), torch.zeros(2, 2).double(), 0.0, 9),
    ]


@contract.function(iterations(), grid=iteration_grid, view=True, weight=0.3)
def adaptive_steps(x, weight, tolerance, limit):
    """stops by its own values, and counts its steps
    zh: 由自身的值决定何时停止，并数出步数
    """
    for step in range(1, limit + 1):
        x, old = torch.tanh(weight @ x), x
        if float((x - old).detach().abs().max()) <= tolerance:
            return x, step
    return x, limit


@contract.law(x=tensors((2,), regimes=VALUES), examples=5)
def a_leaf_is_returned_unchanged(learner, x):
    """a leaf is returned unchanged
    zh: 叶子原样返回
    """
    weight, bias = torch.ones(2, 4, dtype=x.dtype), torch.ones(2, dtype=x.dtype)
    expect(learner.tree_encode(x, weight, bias), "tree_encode(x, ...)").equal_to(x)


@contract.law(
    d=st.integers(1, 3).flatmap(
        lambda d: st.tuples(
            trees(d, 3), trees(d, 3), tensors((d, 2 * d), regimes=VALUES), tensors((d,), regimes=VALUES)
        )
    ),
    examples=15,
)
def children_and_halves_change_places(learner, d):
    """swapping the root's children is swapping the halves of its weight
    zh: 交换根的左右子树，相当于交换权重的左右两半
    """
    left, right, weight, bias = d
    size = len(bias)
    a, b = (learner.tree_encode(tree, weight, bias) for tree in (left, right))
    there = learner.tree_encode((a, b), torch.cat([weight[:, size:], weight[:, :size]], 1), bias)
    expect(there, "the root with the halves exchanged", zh="权重左右两半互换后的根").close_to(
        learner.tree_encode([right, left], weight, bias)
    )


def deep_tree(learner, leaves, depth, side):
    """A chain of pairs with a leaf on one side of each; a list in the learner's process, made of handy pieces."""
    tree = keep(learner, leaves[0])
    local = isinstance(learner, LocalNamespace)
    for i in range(depth):
        leaf = leaves[i % len(leaves)]
        tree = [leaf, tree] if side else [tree, leaf]
        # What is sent at once may be nested 100 deep at most.
        if not local and i % 50 == 49:
            tree = keep(learner, tree)
    return tree


@contract.scenario(leaves=st.lists(tensors((2,), regimes=VALUES), min_size=2, max_size=2), examples=1)
def two_thousand_levels_work(learner, leaves):
    """a tree of 2,000 levels works, on either side
    zh: 2,000 层的树也能处理，无论向哪一侧延伸
    """
    weight = torch.tensor([[0.5, -0.25, 0.75, 0.25], [-0.5, 0.5, 0.25, 0.5]], dtype=torch.float64)
    # The names around the reference look into lists for what has to be built, and would not get to the bottom of these.
    encode = tree_encode if isinstance(learner, LocalNamespace) else learner.tree_encode
    return [encode(deep_tree(learner, leaves, 2_000, side), weight, leaves[1]) for side in (0, 1)]


@contract.law(question=iterations(), examples=20)
def the_steps_taken_lead_to_the_state(learner, question):
    """so many steps without stopping lead to the same state
    zh: 不停顿地走同样的步数，到达同一个状态
    """
    x, weight, tolerance, limit = question.args
    state, steps = learner.adaptive_steps(x, weight, tolerance, limit)
    expect(
        type(steps) is int and 0 <= steps <= limit,
        "steps taken is an int from 0 to limit",
        zh="步数是 0 到 limit 之间的 int",
    ).is_true()
    if type(steps) is not int or not 0 <= steps <= limit:
        return
    again, counted = learner.adaptive_steps(x, weight, -1.0, steps)
    expect(again, "the state after so many steps", zh="走了同样步数之后的状态").close_to(state)
    expect(counted, "steps taken when nothing stops them", zh="中途不停时走的步数").equal_to(steps)
