"""What must hold for the two kinds of error."""

import math

import torch

from grader.contract import Contract, call, expect
from grader.inputs import SMALL, UNIT, Filler, between, integer_tensors, questions, shapes, st, tensors

contract = Contract()

INTEGERS = (torch.bool, torch.int64, torch.uint8, torch.int32)


# -- counts and rates -----------------------------------------------------------------------------------------


@questions
def outcomes(draw, shape):
    """Zeros and other numbers, of any dtype; most of them zeros and ones."""
    kind = draw(st.sampled_from(["bool", "integer", "integer", "floating"]))
    if kind == "bool":
        return draw(integer_tensors(shape, 0, 1, dtype=torch.bool))
    if kind == "integer":
        dtype = draw(st.sampled_from([torch.int64, torch.uint8, torch.int32]))
        high = draw(st.sampled_from([1, 1, 3]))
        return draw(integer_tensors(shape, 0 if dtype is torch.uint8 or high == 1 else -2, high, dtype=dtype))
    return draw(integer_tensors(shape, *draw(st.sampled_from([(0, 1), (-1, 2)])))).double() / 2


@questions
def pairs(draw):
    sides = draw(shapes(min_dims=0, max_dims=2, max_side=4))
    return call(draw(outcomes(sides)), draw(outcomes(sides)))


def pair_grid(fill: Filler):
    found = []
    for shape in ((5,), (13,), (3, 5), (2, 3, 2)):
        for dtype in INTEGERS:
            target = fill.integers(*shape, high=1)
            found.append(call(fill.integers(*shape, high=1, dtype=dtype), target))
        found.append(call(fill.integers(*shape, high=1).double(), fill.integers(*shape, high=1).bool()))
        found.append(call(fill.integers(*shape, high=3), fill.integers(*shape, low=-1, high=1).double()))
    # All four outcomes in different numbers, in an order from the seed.
    order = fill(15).argsort()
    predicted = torch.tensor([1] * 1 + [1] * 2 + [0] * 4 + [0] * 8)[order]
    target = torch.tensor([1] * 1 + [0] * 2 + [1] * 4 + [0] * 8)[order]
    found += [call(predicted, target), call(predicted.bool(), target), call(predicted * 2, target * 5)]
    found += [call(predicted.double(), target.double())]
    return found


def empty_classes(fill: Filler):
    some = fill.integers(6, high=1)
    zeros, ones = torch.zeros(6, dtype=torch.int64), torch.ones(6, dtype=torch.int64)
    nothing = torch.zeros(0, dtype=torch.bool)
    return [
        call(some, zeros),
        call(some, ones),
        call(zeros, zeros),
        call(ones, ones),
        call(zeros, ones),
        call(ones, zeros),
        call(nothing, nothing),
        call(nothing.reshape(0, 3), nothing.reshape(0, 3).double()),
        call(torch.tensor(True), torch.tensor(0)),
        call(torch.tensor([-0.0, 0.0, 1.0]), torch.tensor([0.0, -0.0, -0.0])),
    ]


def bad_pairs():
    values = torch.tensor([1, 0, 1, 1])
    return [
        call(values, values[:3]),
        call(values[:1], values),
        call(values, values[0]),
        call(values[:, None], values),
        call(values, values[None]),
        call(values.reshape(2, 2), values),
        call(values[:0], values),
        call(values[:3].bool(), values.double()),
    ]


GIVEN = {"grid": pair_grid, "edges": empty_classes, "bad": bad_pairs(), "gradient": False}


@contract.function(pairs(), **GIVEN, weight=0.15)
def confusion_counts(prediction, target):
    """counts the four outcomes
    zh: 数出四种结果各有多少
    """
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    pairs_of_values = zip(prediction.flatten().tolist(), target.flatten().tolist(), strict=True)
    found = [(p != 0, t != 0) for p, t in pairs_of_values]
    return tuple(found.count(kind) for kind in ((True, True), (True, False), (False, True), (False, False)))


@contract.function(pairs(), **GIVEN, weight=0.1)
def type_1_rate(prediction, target):
    """is the share of the negatives that are predicted positive
    zh: 是负例中被预测为正的比例
    """
    _, fp, _, tn = confusion_counts(prediction, target)
    return fp / (fp + tn) if fp + tn else 0.0


@contract.function(pairs(), **GIVEN, weight=0.1)
def type_2_rate(prediction, target):
    """is the share of the positives that are predicted negative
    zh: 是正例中被预测为负的比例
    """
    tp, _, fn, _ = confusion_counts(prediction, target)
    return fn / (tp + fn) if tp + fn else 0.0


# -- thresholds -----------------------------------------------------------------------------------------------

SCORES = (UNIT, *between(0.0, 1.0), SMALL)


@questions
def curves(draw, max_count=6):
    count = draw(st.integers(1, max_count))
    scores = draw(tensors((count,), regimes=SCORES))
    thresholds = draw(tensors((draw(st.integers(1, 4)),), regimes=SCORES))
    return call(scores, draw(outcomes((count,))), thresholds)


def curve_grid(fill: Filler):
    found = []
    for count, steps in ((5, 3), (13, 1), (16, 7), (7, 11)):
        target = fill.integers(count, high=1)
        target[0], target[-1] = 0, 1
        found.append(call(fill(count), target, fill(steps)))
        found.append(call(fill(count), target.bool(), fill(steps).sort(descending=True).values))
    return found


def curve_edges(fill: Filler):
    inf = math.inf
    limits = torch.tensor([-inf, 0.5, inf], dtype=torch.float64)
    target = torch.tensor([1, 0, 1, 0, 1, 0])
    special = torch.tensor([math.nan, math.nan, inf, inf, -inf, -inf], dtype=torch.float64)
    return [
        call(special, target, limits),
        call(torch.full((4,), math.nan, dtype=torch.float64), target[:4], limits),
        call(fill(6), target, limits[:0]),
        call(fill(0), target[:0], fill(2)),
        call(fill(4), torch.zeros(4, dtype=torch.int64), fill(3)),
        call(fill(4), torch.ones(4, dtype=torch.int64), fill(3)),
        call(fill(1), target[:1], fill(1)),
    ]


def bad_curves():
    scores = torch.tensor([0.5, 0.25, 0.75], dtype=torch.float64)
    return [
        call(scores, torch.tensor([1, 0]), scores),
        call(scores, torch.tensor([1]), scores),
        call(scores[:1], torch.tensor([1, 0, 1]), scores),
        call(scores, torch.tensor([[1], [0], [1]]), scores),
        call(scores, torch.tensor([True, False, True, True]), scores[:0]),
    ]


@contract.function(
    curves(),
    grid=curve_grid,
    edges=curve_edges,
    bad=bad_curves(),
    half=["bfloat16", "float16"],
    gradient=False,
    weight=0.2,
)
def rates_by_threshold(scores, target, thresholds):
    """gives both rates for every threshold
    zh: 给出每个阈值下的两种错误率
    """
    if scores.shape != target.shape:
        raise ValueError("shapes")
    predicted = scores >= thresholds.to(scores.dtype)[:, None]
    actual = target != 0
    type_1 = (predicted & ~actual).sum(1).double() / max(1, int((~actual).sum()))
    type_2 = (~predicted & actual).sum(1).double() / max(1, int(actual.sum()))
    return type_1, type_2


# -- laws -----------------------------------------------------------------------------------------------------


def opposite(tensor):
    """Swap the classes."""
    return (tensor == 0).to(tensor.dtype)


@contract.law(pair=pairs(), examples=20)
def counts_sum_to_n(learner, pair):
    """the four counts add up to the number of elements
    zh: 四个计数之和等于元素个数
    """
    counts = learner.confusion_counts(*pair.args)
    expect(sum(counts), "tp + fp + fn + tn").equal_to(pair.args[0].numel())


@contract.law(pair=pairs(), examples=20)
def swapping_the_classes_swaps_the_errors(learner, pair):
    """swapping the classes turns one kind of error into the other
    zh: 交换正负类，两种错误互换
    """
    prediction, target = pair.args
    swapped = opposite(prediction), opposite(target)
    tp, fp, fn, tn = learner.confusion_counts(prediction, target)
    expect(
        learner.confusion_counts(*swapped), "the counts of the swapped classes", zh="交换正负类之后的计数"
    ).equal_to((tn, fn, fp, tp))
    expect(
        learner.type_1_rate(*swapped), "type_1_rate of the swapped classes", zh="交换正负类之后的 type_1_rate"
    ).close_to(learner.type_2_rate(prediction, target))


@contract.law(curve=curves(), examples=20)
def a_higher_threshold_raises_fewer_alarms(learner, curve):
    """raising the threshold never raises type I nor lowers type II
    zh: 提高阈值，第一类错误不会增多，第二类错误不会减少
    """
    scores, target, thresholds = curve.args
    ascending = thresholds.sort().values
    type_1, type_2 = learner.rates_by_threshold(scores, target, ascending)
    expect(bool((type_1.diff() <= 1e-12).all()), "type I never rises", zh="第一类错误从不增多").is_true()
    expect(bool((type_2.diff() >= -1e-12).all()), "type II never falls", zh="第二类错误从不减少").is_true()


@contract.scenario(
    scores=st.lists(st.integers(-2, 2), min_size=1, max_size=6),
    labels=st.integers(0, 63),
    thresholds=st.lists(st.integers(-2, 3), min_size=1, max_size=4),
    examples=30,
)
def a_score_on_the_threshold_is_positive(learner, scores, labels, thresholds):
    """a score that equals the threshold is positive
    zh: 恰好等于阈值的得分算正例
    """
    target = torch.tensor([labels >> place & 1 for place in range(len(scores))])
    type_1, type_2 = learner.rates_by_threshold(
        torch.tensor(scores, dtype=torch.float64), target, torch.tensor(thresholds, dtype=torch.float64)
    )
    # Whole numbers are compared exactly. Rates are not: to the allowed error a score beside the threshold is on it.
    positives = int(target.sum())
    return {
        "false positives": whole(type_1 * (len(scores) - positives)),
        "false negatives": whole(type_2 * positives),
    }


def whole(counts):
    """Return counts as integers, -1 where they are none."""
    return counts.nan_to_num(nan=-1.0).round().long()


@contract.scenario(
    numbers=st.lists(st.sampled_from([0.1, 0.7, 0.3, 0.9, 0.6]), min_size=1, max_size=4),
    labels=st.integers(0, 15),
    dtype=st.sampled_from([torch.float32, torch.bfloat16, torch.float16]),
    examples=20,
)
def thresholds_are_rounded_like_the_scores(learner, numbers, labels, dtype):
    """thresholds are rounded to the dtype of the scores
    zh: 阈值先舍入到得分的 dtype
    """
    target = torch.tensor([labels >> place & 1 for place in range(len(numbers))])
    wide = torch.tensor(numbers, dtype=torch.float64)
    type_1, type_2 = learner.rates_by_threshold(wide.to(dtype), target, wide)
    positives = int(target.sum())
    return {
        "false positives": whole(type_1 * (len(numbers) - positives)),
        "false negatives": whole(type_2 * positives),
    }


@contract.scenario(labels=st.integers(0, 15), scores=st.integers(0, 15), examples=10)
def the_rates_are_float64(learner, labels, scores):
    """the rates are float64 whatever the scores are
    zh: 无论得分是什么 dtype，错误率都是 float64
    """
    target = torch.tensor([labels >> place & 1 for place in range(4)])
    given = torch.tensor([float(scores >> place & 1) for place in range(4)])
    limits = torch.tensor([0.5], dtype=torch.float64)
    return [
        str(rate.dtype)
        for dtype in (torch.float32, torch.bfloat16)
        for rate in learner.rates_by_threshold(given.to(dtype), target, limits)
    ]


@contract.law(curve=curves(), examples=20)
def each_threshold_is_a_test_of_its_own(learner, curve):
    """each threshold gives the rates of the predictions that it makes
    zh: 每个阈值给出的错误率，与由它得到的预测的错误率一致
    """
    scores, target, thresholds = curve.args
    type_1, type_2 = learner.rates_by_threshold(scores, target, thresholds)
    threshold = thresholds[-1]
    predicted = scores >= threshold
    expect(float(type_1[-1]), "type I at the last threshold", zh="最后一个阈值处的第一类错误率").close_to(
        learner.type_1_rate(predicted, target)
    )
    expect(float(type_2[-1]), "type II at the last threshold", zh="最后一个阈值处的第二类错误率").close_to(
        learner.type_2_rate(predicted, target)
    )
