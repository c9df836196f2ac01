"""What must hold for linear regression."""

import torch

from grader.contract import Contract, call, expect
from grader.inputs import Filler, Regime, questions, st, tensors

contract = Contract(bans=["lstsq"])

NUMBERS = (
    Regime("eighths", -16, 16, lambda i: i / 8, lambda n, g: torch.rand(n, generator=g).double() * 4 - 2),
)
# Small beside the pattern below, so that no drawn columns are nearly dependent.
NOISE = (
    Regime(
        "eighths", -3, 3, lambda i: i / 8, lambda n, g: torch.randint(-3, 4, (n,), generator=g).double() / 8
    ),
)
PLACES = [0.0, 100.0, -1000.0, 1000.0]


def pattern(rows, features):
    """Return the corners of a cube one after the other, 2 apart: well-conditioned once the mean is taken away."""
    corner = torch.arange(rows)[:, None] >> torch.arange(features)
    return (corner % 2).double() * 2


def sizes(draw, most=3):
    features = draw(st.integers(1, most))
    return draw(st.integers(features + 2, 7)), features


@st.composite
def data(draw, places=PLACES, most=3):
    """Features, at most so many, and values to predict."""
    rows, features = sizes(draw, most)
    x = pattern(rows, features) + draw(tensors((rows, features), regimes=NOISE))
    # All eight values above are eighths, so they stay what they are at 1,000 in float32 too.
    x = x + draw(st.sampled_from(places))
    return x, draw(tensors((rows,), regimes=NUMBERS)) + draw(st.sampled_from([0.0, 0.0, 50.0]))


def fit_grid(fill: Filler):
    found = []
    for rows, features in [(3, 1), (7, 1), (5, 2), (7, 3), (5, 3), (4, 2), (2, 1)]:
        for place in (0.0, 1000.0):
            x = pattern(rows, features) + fill(rows, features, regimes=NOISE) + place
            found.append(call(x, fill(rows, regimes=NUMBERS)))
    return found


@questions
def fits(draw):
    return call(*draw(data()))


@questions
def fits_near_zero(draw):
    return call(*draw(data([0.0], most=2)))


# The layouts of the battery repeat rows, and then there is no unique minimum.
@contract.function(fits(), grid=fit_grid, gradient=fits_near_zero(), layouts=False)
def fit(x, y):
    """finds the least squares
    zh: 求出最小二乘解
    """
    center, level = x.mean(0), y.mean()
    # Not torch.linalg.lstsq: its gradient goes through a pseudo-inverse, and was off by 70 roundings.
    q, r = torch.linalg.qr(x - center)
    weight = torch.linalg.solve_triangular(r, (q.mT @ (y - level))[:, None], upper=True)[:, 0]
    return weight, level - center @ weight


@questions
def predictions(draw):
    rows, features = draw(st.integers(0, 4)), draw(st.integers(1, 4))
    shapes = [(rows, features), (features,), ()]
    return call(*(draw(tensors(shape, regimes=NUMBERS)) for shape in shapes))


@contract.function(
    predictions(),
    grid=lambda fill: [
        call(fill(rows, features), fill(features), fill())
        for rows, features in [(5, 3), (3, 5), (1, 1), (0, 2), (4, 4), (1, 3), (3, 1)]
    ],
)
def predict(x, weight, bias):
    """is the weighted sum of the features plus the bias
    zh: 等于特征的加权和加上偏置
    """
    return x @ weight + bias


@contract.law(drawn=data([0.0, 10.0]), examples=20)
def residuals_are_orthogonal_to_the_features(learner, drawn):
    """the residuals sum to zero and are orthogonal to every feature
    zh: 残差之和为零，并与每个特征正交
    """
    x, y = drawn
    residual = learner.predict(x, *learner.fit(x, y)) - y
    # Sums of at most seven products of numbers below 60: rounding leaves less than 1e-12 of them.
    expect(bool(residual.sum().abs() <= 1e-9), "the residuals sum to zero", zh="残差之和为零").is_true()
    expect(
        bool((x.mT @ residual).abs().max() <= 1e-9),
        "they are orthogonal to every feature",
        zh="残差与每个特征正交",
    ).is_true()


@contract.law(
    drawn=data(),
    factor=st.sampled_from([2.0, -1.0, 0.5, -3.0]),
    shift=st.sampled_from([1.0, -4.0, 0.0]),
    examples=20,
)
def the_fit_moves_with_the_values(learner, drawn, factor, shift):
    """values times a plus c have the fit times a plus c
    zh: y 变为 a·y + c，拟合也随之变为 a 倍再加 c
    """
    x, y = drawn
    weight, bias = learner.fit(x, y)
    moved, level = learner.fit(x, factor * y + shift)
    expect(moved, "the weight for a * y + c", zh="对 a * y + c 拟合出的权重").close_to(factor * weight)
    expect(level, "the bias for a * y + c", zh="对 a * y + c 拟合出的偏置").close_to(factor * bias + shift)


@st.composite
def lines(draw):
    """Features near zero: values made from them move along when they are rounded, and so hide what rounding costs."""
    x, _ = draw(data([0.0]))
    return x, draw(tensors((x.shape[1],), regimes=NUMBERS)), draw(tensors((), regimes=NUMBERS))


@contract.law(drawn=lines(), examples=20)
def a_line_without_noise_is_found_again(learner, drawn):
    """a line without noise is found again
    zh: 没有噪声的直线能原样找回
    """
    x, weight, bias = drawn
    found, level = learner.fit(x, x @ weight + bias)
    expect(found, "the weight", zh="权重").close_to(weight)
    expect(level, "the bias", zh="偏置").close_to(bias)


@contract.law(drawn=data(), examples=20)
def writing_the_data_twice_changes_nothing(learner, drawn):
    """data written twice have the same fit
    zh: 数据重复写两遍，拟合不变
    """
    x, y = drawn
    twice = learner.fit(torch.cat([x, x]), torch.cat([y, y]))
    expect(twice, "the fit of the doubled data", zh="数据重复一遍之后的拟合").close_to(learner.fit(x, y))


@contract.law(drawn=data([0.0]), examples=12)
def memory_layout_does_not_matter(learner, drawn):
    """features in another memory layout have the same fit
    zh: 特征在内存中换一种布局，拟合不变
    """
    x, y = drawn
    known = learner.fit(x, y)
    expect(
        learner.fit(x.mT.contiguous().mT, y), "the fit of transposed features", zh="特征转置存储时的拟合"
    ).close_to(known)
    wide = torch.full((len(x), 2 * x.shape[1]), float("nan"), dtype=x.dtype)
    wide[:, ::2] = x
    long = torch.full((2 * len(y),), float("nan"), dtype=y.dtype)
    long[::2] = y
    expect(
        learner.fit(wide[:, ::2], long[::2]),
        "the fit of every other element",
        zh="每隔一个元素取数据时的拟合",
    ).close_to(known)


@contract.law(drawn=data([0.0]), seed=st.integers(0, 2**16), examples=20)
def nothing_nearby_is_better(learner, drawn, seed):
    """no weight and bias nearby have a smaller error
    zh: 附近没有误差更小的权重和偏置
    """
    x, y = drawn
    generator = torch.Generator().manual_seed(seed)
    weight, bias = learner.fit(x, y)
    way = torch.rand(len(weight) + 1, generator=generator, dtype=x.dtype) - 0.5

    def error(w, b):
        return float((x @ w + b - y).square().sum())

    best = error(weight, bias)
    for size in (0.5, 0.01):
        other = error(weight + size * way[1:], bias + size * way[0])
        expect(
            best <= other + 1e-10,
            f"a move of {size} does not lower the error",
            zh=f"移动 {size} 不会使误差变小",
        ).is_true()
