"""What must hold for autoencoders."""

import torch

from grader.contract import Contract, call, expect
from grader.inputs import SMALL, UNIT, Filler, between, questions, st, tensors

contract = Contract(bans=["autograd"])

# Codes stay away from 0 and 1, where the slope of the sigmoid is nothing but rounding.
numbers = between(-2.0, 2.0)


@st.composite
def problems(draw, max_rows=4):
    """The four arguments of an autoencoder."""
    rows, inputs, units = draw(st.integers(1, max_rows)), draw(st.integers(1, 4)), draw(st.integers(1, 3))
    return (
        draw(tensors((rows, inputs), regimes=(SMALL, UNIT))),
        draw(tensors((inputs, units), regimes=numbers)) / 4,
        draw(tensors((units,), regimes=numbers)),
        draw(tensors((inputs,), regimes=numbers)),
    )


def problem_grid(fill: Filler):
    sizes = [(5, 3, 2), (2, 3, 5), (3, 2, 1), (4, 4, 4), (1, 3, 2), (6, 1, 2), (3, 5, 3), (2, 2, 1)]
    return [
        call(fill(n, d), fill(d, k, regimes=numbers), fill(k, regimes=numbers), fill(d, regimes=numbers))
        for n, d, k in sizes
    ]


@contract.function(problems().map(lambda drawn: call(*drawn)), grid=problem_grid, gradient=False)
def reconstruct(x, w, b_encoder, b_decoder):
    """encodes with a sigmoid and decodes with the same weights
    zh: 用 sigmoid 编码，再用同一组权重解码
    """
    return torch.sigmoid(x @ w + b_encoder) @ w.T + b_decoder


@contract.function(problems().map(lambda drawn: call(*drawn)), grid=problem_grid, gradient=False)
def loss_and_gradients(x, w, b_encoder, b_decoder):
    """gives the loss and the gradients that autograd gives
    zh: 损失和梯度与自动求导一致
    """
    leaves = [p.detach().clone().requires_grad_() for p in (w, b_encoder, b_decoder)]
    loss = (reconstruct(x, *leaves) - x).square().mean()
    return (loss.detach(), *torch.autograd.grad(loss, leaves))


def spread(rows, columns, seed, rank=None):
    """Data whose centred singular values are 1, 1.5, 2.25, ...: what the best directions are is well-conditioned."""
    generator = torch.Generator().manual_seed(seed)

    def noise(*shape):
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    rank = min(rows - 1, columns) if rank is None else min(rank, rows - 1, columns)
    mean = noise(columns)
    if rank < 1:
        return mean.expand(rows, columns).clone()
    loose = noise(rows, rank)
    u = torch.linalg.qr(loose - loose.mean(0)).Q
    v = torch.linalg.qr(noise(columns, rank)).Q
    return mean + (u * 1.5 ** torch.arange(rank, dtype=torch.float64)) @ v.T


sides = st.tuples(st.integers(1, 6), st.integers(1, 5))
seeds = st.integers(0, 2**16)


@questions
def codes(draw):
    rows, columns = draw(sides)
    return call(
        spread(rows, columns, draw(seeds), draw(st.sampled_from([None, 1, 2]))), draw(st.integers(0, 7))
    )


def code_grid(fill: Filler):
    calls = []
    for rows, columns in ((5, 3), (3, 5), (4, 4), (6, 2)):
        seed = int(fill.integers(high=2**16))
        calls += [call(spread(rows, columns, seed), k) for k in (0, 1, 2, 3, 9)]
    return calls


def code_edges(fill: Filler):
    return [
        # One row, and rows that are all alike: nothing is left when the mean is gone.
        call(fill(1, 3), 0),
        call(fill(1, 3), 2),
        call(fill(1, 3).expand(4, 3).clone(), 1),
        call(torch.zeros(2, 2, dtype=torch.float64), 1),
    ]


@contract.function(
    codes(),
    grid=code_grid,
    edges=code_edges,
    bad=[call(torch.eye(2, dtype=torch.float64), k) for k in (-1, -2)],
    gradient=False,
)
def linear_autoencoder(x, k):
    """is the reconstruction of principal component analysis
    zh: 等于主成分分析的重建结果
    """
    if k < 0:
        raise ValueError("k")
    mean = x.mean(0)
    u, s, v = torch.linalg.svd(x - mean, full_matrices=False)
    return (u[:, :k] * s[:k]) @ v[:k] + mean


@contract.law(problem=problems(max_rows=3), seed=seeds, examples=15)
def finite_differences_agree(learner, problem, seed):
    """a small move of the parameters changes the loss as the gradients say
    zh: 参数的微小变动对损失的影响与梯度一致
    """
    generator = torch.Generator().manual_seed(seed)
    x, *parameters = problem
    _, *gradients = learner.loss_and_gradients(*problem)
    ways = [torch.rand(p.shape, generator=generator, dtype=torch.float64) * 2 - 1 for p in parameters]
    # The error of a central difference is about h ** 2 times a third derivative, far below a thousandth.
    h = 1e-4
    ahead, *_ = learner.loss_and_gradients(x, *(p + h * d for p, d in zip(parameters, ways, strict=True)))
    behind, *_ = learner.loss_and_gradients(x, *(p - h * d for p, d in zip(parameters, ways, strict=True)))
    measured = float(ahead - behind) / (2 * h)
    said = sum(float((g * d).sum()) for g, d in zip(gradients, ways, strict=True))
    expect(
        abs(measured - said) <= 1e-3 * (1 + abs(said)),
        "the measured slope is the gradients'",
        zh="实测的斜率与梯度给出的一致",
    ).is_true()


@contract.law(problem=problems(), examples=15)
def the_loss_is_the_mean_squared_error_of_the_reconstruction(learner, problem):
    """the loss compares the reconstruction with the input
    zh: 损失比较的是重建结果与输入
    """
    loss, *_ = learner.loss_and_gradients(*problem)
    error = learner.reconstruct(*problem) - problem[0]
    expect(loss, "the loss", zh="损失").close_to((error * error).mean())


@contract.law(side=sides, seed=seeds, k=st.integers(0, 4), examples=20)
def the_error_is_what_the_trailing_singular_values_hold(learner, side, seed, k):
    """the squared error is the sum of the squared trailing singular values, and no plane does better
    zh: 平方误差等于末尾各奇异值的平方和，没有更好的平面
    """
    x = spread(*side, seed)
    tail = float(torch.linalg.svdvals(x - x.mean(0))[k:].square().sum())
    error = float((x - learner.linear_autoencoder(x, k)).square().sum())
    # Where nothing is lost, what remains is the square of rounding errors, and no two roundings are alike.
    expect(
        abs(error - tail) <= 1e-9 * (1 + tail),
        "the squared error is that of the trailing values",
        zh="平方误差等于末尾各奇异值的平方和",
    ).is_true()


@contract.law(side=sides, seed=seeds, rank=st.integers(1, 3), more=st.integers(0, 4), examples=15)
def a_code_as_long_as_the_rank_loses_nothing(learner, side, seed, rank, more):
    """a code as long as the rank, or longer, loses nothing
    zh: 编码长度达到或超过秩时，什么也不会丢失
    """
    x = spread(*side, seed, rank)
    expect(learner.linear_autoencoder(x, rank + more), "the reconstruction", zh="重建结果").close_to(x)


@contract.law(side=sides, seed=seeds, k=st.integers(0, 4), examples=15)
def projecting_twice_changes_nothing(learner, side, seed, k):
    """the reconstruction of a reconstruction is itself
    zh: 对重建结果再重建一次，结果不变
    """
    once = learner.linear_autoencoder(spread(*side, seed), k)
    expect(
        learner.linear_autoencoder(once, k), "the reconstruction of the reconstruction", zh="重建结果的重建"
    ).close_to(once)
