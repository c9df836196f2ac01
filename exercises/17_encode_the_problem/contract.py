"""What must hold for turning labels, columns and categories into numbers."""

import torch
import torch.nn.functional as F

from grader.contract import Contract, call, expect
from grader.inputs import (
    GENERIC,
    OFFSET,
    SMALL,
    UNIT,
    Filler,
    between,
    integer_tensors,
    questions,
    shapes,
    st,
    tensors,
)

contract = Contract(bans=["one_hot", "unique", "numpy"])

NAN = float("nan")


# -- one_hot -------------------------------------------------------------------------------------------------


@questions
def labellings(draw):
    classes = draw(st.integers(1, 5))
    labels = draw(integer_tensors(shapes(min_dims=0, max_dims=3, max_side=4), 0, classes - 1))
    form = draw(st.sampled_from(["position", "keyword", "default", "more"]))
    return {
        "position": call(labels, classes),
        "keyword": call(labels, num_classes=classes),
        "default": call(labels),
        "more": call(labels, num_classes=classes + 2),
    }[form]


def labelling_grid(fill: Filler):
    sides = ((5,), (3, 2), (2, 3, 5), ())
    calls = [call(fill.integers(*side, high=3), 4) for side in sides]
    calls += [call(fill.integers(*side, high=6)) for side in sides]
    return [
        *calls,
        call(torch.tensor([4, 1, 1])),
        call(torch.tensor([0, 0])),
        call(torch.tensor(0), num_classes=1),
    ]


def labelling_edges(fill: Filler):
    none = torch.zeros(0, dtype=torch.int64)
    return [
        call(none, 3),
        call(none.reshape(2, 0), num_classes=2),
        call(torch.tensor([[0]])),
        call(torch.tensor([[3]]), 4),
    ]


def bad_labellings():
    return [
        call(torch.tensor([0, -1]), 3),
        call(torch.tensor([0, -1])),
        call(torch.tensor(-3), 3),
        call(torch.tensor([-1, -1])),
        call(torch.tensor([0, 3]), 3),
        call(torch.tensor(1), 1),
        call(torch.tensor([[0, 2], [1, 7]]), num_classes=7),
        call(torch.tensor([0, 0]), 0),
        call(torch.tensor([0, 0]), -2),
        call(torch.zeros(0, dtype=torch.int64)),
        call(torch.zeros(0, dtype=torch.int64), -2),
        call(torch.zeros(0, dtype=torch.int64), 0),
    ]


@contract.function(labellings(), grid=labelling_grid, edges=labelling_edges, bad=bad_labellings())
def one_hot(labels, num_classes=-1):
    """one_hot matches torch.nn.functional.one_hot
    zh: one_hot 与 torch.nn.functional.one_hot 一致
    """
    if num_classes < -1 or num_classes == 0 or (num_classes == -1 and labels.numel() == 0):
        raise ValueError("num_classes")
    if bool((labels < 0).any()) or (num_classes > 0 and bool((labels >= num_classes).any())):
        raise ValueError("label")
    return F.one_hot(labels, num_classes)


@contract.law(
    labels=integer_tensors(shapes(min_dims=0, max_dims=2, max_side=4), 0, 4),
    more=st.integers(0, 2),
    examples=15,
)
def argmax_gives_the_labels_back(learner, labels, more):
    """every vector holds one 1, and argmax gives the label back
    zh: 每个向量恰有一个 1，argmax 可还原标签
    """
    encoded = learner.one_hot(labels, 5 + more)
    expect(encoded.sum(-1), "one_hot(labels).sum(-1)").equal_to(torch.ones_like(labels))
    expect(encoded.argmax(-1), "one_hot(labels).argmax(-1)").equal_to(labels)


@contract.scenario(labels=integer_tensors((3,), 0, 3), examples=3, stand_in=True)
def one_hot_stays_on_its_device(learner, labels):
    """one_hot makes its tensors on the device of the labels
    zh: one_hot 新建的张量都在标签所在的设备上
    """
    return learner.one_hot(labels, 4)


# -- standardize ---------------------------------------------------------------------------------------------


@questions
def tables(draw):
    # Of two rows the result is always 1 and -1: the allowed error would not see what the inputs are worth.
    rows = draw(st.integers(3, 6))
    return call(draw(tensors((rows, *draw(shapes(min_dims=0, max_dims=2, max_side=3))))))


@questions
def spread_tables(draw):
    """Tables without a constant column: rising rows, each with a little of its own."""
    rows = draw(st.integers(3, 5))
    x = draw(tensors((rows, *draw(shapes(min_dims=0, max_dims=2, max_side=3))), regimes=between(-1.0, 1.0)))
    return call(x + 3 * torch.arange(rows, dtype=x.dtype).reshape(-1, *[1] * (x.dim() - 1)))


def table_grid(fill: Filler):
    sides = ((5,), (3, 2), (7, 3), (5, 2, 3), (4, 4), (3, 1))
    calls = [call(fill(*side)) for side in sides]
    calls += [call(fill(*side) * 5 + 3) for side in sides[:3]]
    # Far from 0 and close together: one-pass variances have nothing left here.
    return [*calls, *(call(fill(*side, regimes=(OFFSET,)) + 1e4) for side in ((6, 2), (7,)))]


def table_edges(fill: Filler):
    lost = fill(4, 3)
    lost[1, 1] = NAN
    return [call(lost), call(fill(3, 0)), call(fill(4, 2, 0)), call(fill(1, 3)), call(fill(1))]


@contract.function(tables(), grid=table_grid, edges=table_edges, gradient=spread_tables())
def standardize(x):
    """standardize gives each column the mean 0 and the population deviation 1
    zh: standardize 使每列均值为 0、总体标准差为 1
    """
    constant = (x == x[:1]).all(0)
    centred = x - x.mean(0)
    deviation = centred.square().mean(0).sqrt().masked_fill(constant, 1.0)
    return centred.masked_fill(constant, 0.0) / deviation


CONSTANTS = (0.1, 0.0, 1.0, -0.7, 1e-3, 1e4 + 0.1, 7.3)


@contract.law(
    rows=st.integers(1, 7),
    value=st.sampled_from(CONSTANTS),
    single=st.booleans(),
    other=tensors((7,), regimes=(UNIT,)),
    examples=40,
)
def constant_columns_become_zero(learner, rows, value, single, other):
    """a constant column becomes exactly 0, whatever its value, and disturbs no other
    zh: 常数列不论取值多少都恰好变成 0，也不影响其他列
    """
    dtype = torch.float32 if single else torch.float64
    column = torch.full((rows,), value, dtype=dtype)
    expect(
        learner.standardize(column), "standardize of a constant vector", zh="常数向量的 standardize"
    ).equal_to(torch.zeros_like(column))
    beside = (other[:rows] + 3 * torch.arange(rows)).to(dtype)
    table = learner.standardize(torch.stack([column, beside, column], 1))
    expect(table[:, 0], "the first constant column", zh="第一个常数列").equal_to(torch.zeros_like(column))
    expect(table[:, 2], "the last constant column", zh="最后一个常数列").equal_to(torch.zeros_like(column))
    expect(bool(torch.isfinite(table).all()), "no nan anywhere", zh="任何地方都没有 nan").is_true()


@contract.law(question=spread_tables(), examples=20)
def means_are_zero_and_deviations_one(learner, question):
    """every column has the mean 0 and the population deviation 1
    zh: 每列均值为 0，总体标准差为 1
    """
    (x,) = question.args
    y = learner.standardize(x)
    expect(y.mean(0), "the means", zh="各列的均值").close_to(torch.zeros_like(x[0]))
    expect(y.square().mean(0), "the squared deviations", zh="各列标准差的平方").close_to(
        torch.ones_like(x[0])
    )


@contract.law(
    question=spread_tables(), scale=st.sampled_from([2.0, 0.5, 10.0]), shift=st.integers(-9, 9), examples=15
)
def units_do_not_matter(learner, question, scale, shift):
    """measuring a column in other units changes nothing
    zh: 换一种单位来度量，结果不变
    """
    (x,) = question.args
    expect(learner.standardize(scale * x + shift), "standardize(scale * x + shift)").close_to(
        learner.standardize(x)
    )


@contract.law(
    x=tensors(st.tuples(st.integers(3, 5), st.integers(2, 3)), regimes=GENERIC),
    place=st.integers(0, 2),
    examples=15,
)
def columns_are_independent(learner, x, place):
    """a column gives the same alone as among others
    zh: 一列单独计算与放在其他列之中计算，结果相同
    """
    column = place % x.shape[1]
    expect(learner.standardize(x)[:, column], "one column of the table", zh="表中的一列").close_to(
        learner.standardize(x[:, column])
    )


# -- encode_categories ---------------------------------------------------------------------------------------

WORDS = ("red", "green", "blue", "Blue", "", "a", "ab", "10", "9", "é", "zürich", "红", "绿")
words = st.lists(st.sampled_from(WORDS), min_size=0, max_size=6)


@questions
def categories(draw):
    kind = draw(st.sampled_from(["words", "whole", "floating"]))
    if kind == "words":
        return call(draw(words))
    if kind == "whole":
        return call(draw(integer_tensors(st.tuples(st.integers(1, 7)), -3, 5)))
    return call(draw(tensors(st.tuples(st.integers(1, 7)), regimes=(SMALL, UNIT))))


def category_grid(fill: Filler):
    return [
        call(torch.tensor([0.5, -1.0, 0.5, 2.0], dtype=torch.float64)),
        call(fill(7, regimes=(SMALL,))),
        call(["red", "green", "red", "blue"]),
        call(list(WORDS)),
        call(fill(5)),
        call(["b", "B", "a", "A", "b"]),
        call(fill(12, regimes=(SMALL,))),
        call(torch.tensor([30, 10, 30])),
        call(fill.integers(9, low=-2, high=4)),
        call(torch.tensor([3, 1, 2, 3], dtype=torch.int32)),
        call(["one"]),
    ]


def category_edges(fill: Filler):
    return [
        call([]),
        call(fill(0)),
        call(torch.zeros(0, dtype=torch.int64)),
        call(fill(1)),
        call(torch.full((4,), 2.5, dtype=torch.float64)),
        call(["same", "same"]),
    ]


@contract.function(categories(), grid=category_grid, edges=category_edges, gradient=False)
def encode_categories(values):
    """encode_categories numbers the sorted different values
    zh: encode_categories 给排好序的不同值编号
    """
    if isinstance(values, torch.Tensor):
        vocabulary, ids = torch.unique(values, sorted=True, return_inverse=True)
        return ids, vocabulary
    vocabulary = sorted(set(values))
    return torch.tensor([vocabulary.index(value) for value in values], dtype=torch.int64), vocabulary


@contract.law(values=words, numbers=integer_tensors(st.tuples(st.integers(1, 6)), -3, 5), examples=20)
def decoding_restores_the_values(learner, values, numbers):
    """looking the ids up in the vocabulary restores the values
    zh: 用编号查词表即可还原原来的值
    """
    ids, vocabulary = learner.encode_categories(list(values))
    inside = all(0 <= i < len(vocabulary) for i in ids.tolist())
    expect(inside, "every id is a place in the vocabulary", zh="每个编号都是词表中的位置").is_true()
    if not inside:
        return
    expect([vocabulary[i] for i in ids.tolist()], "the strings, decoded", zh="解码后的字符串").equal_to(
        values
    )
    ids, vocabulary = learner.encode_categories(numbers)
    inside = bool(((ids >= 0) & (ids < len(vocabulary))).all())
    expect(inside, "every id is a place in the vocabulary", zh="每个编号都是词表中的位置").is_true()
    if not inside:
        return
    expect(vocabulary[ids], "the numbers, decoded", zh="解码后的数").equal_to(numbers)


@contract.law(values=words, seed=st.integers(0, 100), examples=15)
def the_vocabulary_does_not_depend_on_the_order(learner, values, seed):
    """the same values in another order have the same vocabulary, in ascending order
    zh: 同样的值换个次序，词表不变，并且是升序
    """
    order = torch.randperm(len(values), generator=torch.Generator().manual_seed(seed)).tolist()
    _, vocabulary = learner.encode_categories(list(values))
    _, shuffled = learner.encode_categories([values[i] for i in order])
    expect(list(shuffled), "the vocabulary of the shuffled values", zh="打乱次序之后的词表").equal_to(
        list(vocabulary)
    )
    expect(list(vocabulary), "the vocabulary", zh="词表").equal_to(sorted(set(values)))
