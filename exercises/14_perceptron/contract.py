"""What must hold for the perceptron."""

import torch

from grader.contract import Contract, call, expect
from grader.inputs import Filler, integer_tensors, questions, st

EXACT = "the scores are small whole numbers, exact in every dtype"
contract = Contract(equivalent={"predict.in_lower_precision": EXACT, "train.in_lower_precision": EXACT})

# Whole numbers: every score is exact, so that no rounding decides on which side of the line a point lies.
LARGEST = 3


def whole(shape, largest=LARGEST):
    return integer_tensors(shape, -largest, largest, dtype=torch.float64)


def signs(shape):
    return integer_tensors(shape, 0, 1, dtype=torch.float64).map(lambda bits: 1 - 2 * bits)


def filled(fill: Filler, *shape):
    return fill.integers(*shape, low=-LARGEST, high=LARGEST, dtype=torch.float64)


def filled_signs(fill: Filler, *shape):
    return 1 - 2 * fill.integers(*shape, high=1, dtype=torch.float64)


@questions
def predictions(draw):
    features = draw(st.integers(1, 3))
    leading = draw(st.sampled_from([(2,), (), (1,), (3,), (2, 2)]))
    return call(draw(whole((*leading, features))), draw(whole((features,))), draw(whole(())))


def prediction_grid(fill: Filler):
    found = [
        call(filled(fill, *leading, features), filled(fill, features), filled(fill))
        for leading, features in [((5,), 2), ((3,), 3), ((), 4), ((2, 3), 5), ((1,), 1), ((7,), 2), ((), 1)]
    ]
    # Scores of exactly 0: all of them, and one among others.
    zero = torch.zeros((), dtype=torch.float64)
    found.append(call(filled(fill, 3, 2), torch.zeros(2).double(), zero))
    found.append(
        call(
            torch.tensor([[1.0, 2.0], [2.0, 1.0], [1.0, 1.0]]).double(),
            torch.tensor([1.0, -1.0]).double(),
            zero,
        )
    )
    return found


@contract.function(
    predictions(),
    grid=prediction_grid,
    edges=lambda fill: [call(filled(fill, 0, 3), filled(fill, 3), filled(fill))],
    gradient=False,
)
def predict(x, w, b):
    """says on which side of the line a point lies
    zh: 判断点在直线的哪一侧
    """
    score = x @ w + b
    return torch.where(score >= 0, 1.0, -1.0).to(x.dtype)


RATES = st.sampled_from([1.0, 0.1, 0.5, 0.3])


@questions
def steps(draw):
    features = draw(st.integers(1, 3))
    w, x = draw(whole((features,), 1)), draw(whole((features,)))
    return call(w, draw(whole((), 1)), x, draw(signs(())), draw(RATES))


def step_grid(fill: Filler):
    found = []
    for features in (1, 2, 3, 5):
        for y in (1.0, -1.0):
            w, b, x = filled(fill, features), filled(fill), filled(fill, features)
            found.append(call(w, b, x, torch.tensor(y).double(), 0.1))
            # A point on the line.
            found.append(call(w, -(x @ w), x, torch.tensor(y).double(), lr=2.0))
    return found


def bad_steps():
    one = torch.ones(2, dtype=torch.float64)
    labels = (0.0, 2.0, -2.0, 0.5, -0.5)
    biases = torch.tensor([1.0, -5.0]).double()
    return [call(one, b, one, torch.tensor(label).double(), 1.0) for label in labels for b in biases]


@contract.function(steps(), grid=step_grid, bad=bad_steps(), gradient=False)
def perceptron_step(w, b, x, y, lr):
    """changes the line exactly when the point is on the wrong side
    zh: 当且仅当点在错误的一侧时改变直线
    """
    if y.item() not in (1.0, -1.0):
        raise ValueError("label")
    if predict(x, w, b) == y:
        return w.clone(), b.clone()
    return w + lr * y * x, b + lr * y


@st.composite
def labelled(draw, min_points=1, max_points=5):
    """Points with labels that need not be separable."""
    points, features = draw(st.integers(min_points, max_points)), draw(st.integers(1, 3))
    return draw(whole((points, features))), draw(signs((points,)))


@questions
def trainings(draw):
    return call(*draw(labelled()), draw(st.sampled_from([2, 1, 3, 0, 4])))


def training_grid(fill: Filler):
    # The stand-in device is asked the first, the third and so on: few steps, for each of them waits for its answer.
    sizes = [
        (3, 2, 1),
        (5, 2, 1),
        (1, 3, 2),
        (4, 1, 3),
        (3, 2, 0),
        (7, 3, 5),
        (2, 2, 2),
        (6, 2, 8),
        (2, 1, 1),
    ]
    found = [
        call(filled(fill, points, features), filled_signs(fill, points), max_epochs=epochs)
        for points, features, epochs in sizes
    ]
    xor = torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]]).double()
    found.append(call(xor, torch.tensor([-1.0, 1.0, 1.0, -1.0]).double(), 4))
    return found


def bad_trainings():
    x = torch.tensor([[1.0, 2.0], [-1.0, 0.0], [2.0, -1.0]]).double()
    labels = [[0, 1, 1], [1, 0, 1], [1, -1, 0], [0, 1, 0], [1, 2, -1], [-1, -2, 1], [1, 0.5, 1], [1, -1, 2]]
    return [call(x, torch.tensor(each, dtype=torch.float64), 3) for each in labels]


@contract.function(trainings(), grid=training_grid, bad=bad_trainings(), gradient=False)
def train(x, y, max_epochs):
    """learns from the points in order, as Rosenblatt's rule says
    zh: 按 Rosenblatt 规则依次从各点学习
    """
    if not bool(((y == 1) | (y == -1)).all()):
        raise ValueError("label")
    w, b, updates = torch.zeros_like(x[0]), torch.zeros_like(y[0]), 0
    for _ in range(max_epochs):
        before = updates
        for i in range(len(x)):
            if predict(x[i], w, b) != y[i]:
                w, b = w + y[i] * x[i], b + y[i]
                updates += 1
        if updates == before:
            break
    return w, b, updates


@contract.law(drawn=labelled(), w=whole((3,)), b=whole(()), lr=RATES, examples=12)
def a_point_on_the_right_side_changes_nothing(learner, drawn, w, b, lr):
    """a point on the right side changes nothing
    zh: 判对的点什么也不改变
    """
    x = drawn[0][0]
    w = w[: len(x)]
    found, level = learner.perceptron_step(w, b, x, learner.predict(x, w, b), lr)
    expect(found, "the weight", zh="权重").equal_to(w)
    expect(level, "the bias", zh="偏置").equal_to(b)


@contract.law(drawn=labelled(), examples=12)
def one_epoch_is_one_step_for_each_point(learner, drawn):
    """one epoch is one step for each point, in order
    zh: 一轮就是按顺序对每个点各走一步
    """
    x, y = drawn
    w, b = torch.zeros_like(x[0]), torch.zeros_like(y[0])
    for i in range(len(x)):
        w, b = learner.perceptron_step(w, b, x[i], y[i], 1.0)
    found, level, _ = learner.train(x, y, 1)
    expect(found, "the weight after one epoch", zh="一轮之后的权重").equal_to(w)
    expect(level, "the bias after one epoch", zh="一轮之后的偏置").equal_to(b)


@st.composite
def separable(draw):
    """Points with the labels that a line gives them, which runs through none of them; and that line."""
    points, features = draw(st.integers(1, 4)), draw(st.integers(1, 2))
    x, w = draw(whole((points, features), 2)), draw(whole((features,), 2))
    b = draw(st.integers(-2, 2)) + 0.5
    return x, torch.where(x @ w + b > 0, 1.0, -1.0).double(), w, b


@contract.law(drawn=separable(), examples=10)
def separable_points_are_learned(learner, drawn):
    """separable points are learned, after (R / margin) ** 2 mistakes at most
    zh: 可分的点必能学会，犯错至多 (R / 间隔)² 次
    """
    x, y, teacher, level = drawn
    w, b, updates = learner.train(x, y, 3000)
    # The bias is the weight of a further input that is always 1.
    length = float(teacher.square().sum()) + level**2
    margin = float((y * (x @ teacher + level)).min())
    longest = float(x.square().sum(1).max()) + 1
    expect(updates <= longest * length / margin**2 + 1e-9, "updates <= (R / margin) ** 2").is_true()
    expect(learner.predict(x, w, b), "the labels that were learned", zh="学到的标签").equal_to(y)


@contract.law(drawn=separable(), examples=4)
def a_clean_epoch_ends_the_training(learner, drawn):
    """a clean epoch ends the training, however many more are allowed
    zh: 出现不犯错的一轮就结束训练，不论还允许多少轮
    """
    x, y, _, _ = drawn
    found = learner.train(x, y, 10**9)
    expect(found, "train(x, y, 10**9)").equal_to(learner.train(x, y, 3000))
