"""What must hold for one training step from arrays to arrays."""

import numpy as np

from grader.contract import Contract, expect, fetch, keep
from grader.inputs import between, st, tensors

contract = Contract(warm=["optim"])

NUMBERS = between(-2.0, 2.0)
RATES = st.sampled_from([0.1, 0.5, 0.01, 0.25, 0.0])


def arguments(number, rows, inputs, outputs):
    """x, y, weight and bias as tensors, each made by `number(*shape)`."""
    return tuple(number(*s) for s in ((rows, inputs), (rows, outputs), (outputs, inputs), (outputs,)))


@st.composite
def batches(draw):
    sizes = draw(st.integers(1, 4)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return arguments(lambda *shape: draw(tensors(shape, regimes=NUMBERS)), *sizes)


def arrays(batch):
    return [part.numpy().copy() for part in batch]


def backwards(array):
    """The same numbers, stored in the opposite order along every axis."""
    flip = tuple(slice(None, None, -1) for _ in array.shape)
    return array[flip].copy()[flip]


def spread(array):
    """The same numbers, with NaN between them."""
    wide = np.full(tuple(2 * side for side in array.shape), np.nan, array.dtype)
    every_other = tuple(slice(None, None, 2) for _ in array.shape)
    wide[every_other] = array
    return wide[every_other]


def sealed(array):
    """The same numbers, read-only."""
    array = array.copy()
    array.flags.writeable = False
    return array


def columns_first(array):
    return np.asfortranarray(array)


STORED = {"backwards": backwards, "spread": spread, "read-only": sealed, "columns first": columns_first}


@contract.truth
def training_step(x, y, weight, bias, lr):
    if len(x) != len(y):
        raise ValueError("rows")
    wide = [array.astype(np.float64) for array in (x, y, weight, bias)]
    residual = wide[0] @ wide[2].T + wide[3] - wide[1]
    slope = 2 / residual.size * residual
    weight = wide[2] - lr * (slope.T @ wide[0])
    bias = wide[3] - lr * slope.sum(0)
    return float((residual**2).mean()), weight.astype(x.dtype), bias.astype(x.dtype)


# The battery would call it random that nn.Linear draws weights, even where they are replaced at once: so there are only
# laws here.
@contract.scenario(batch=batches(), lr=RATES, by_name=st.booleans(), examples=50, weight=0.3)
def steps_down_the_mean_squared_error(learner, batch, lr, by_name):
    """takes one step of gradient descent on the mean squared error
    zh: 对均方误差做一步梯度下降
    """
    if by_name:
        x, y, weight, bias = arrays(batch)
        return learner.training_step(x=x, y=y, weight=weight, bias=bias, lr=lr)
    return learner.training_step(*arrays(batch), lr)


@contract.law(batch=batches(), lr=RATES, examples=15)
def the_callers_arrays_stay_as_they_were(learner, batch, lr):
    """the arrays of the caller stay as they were
    zh: 调用者的数组保持原样
    """
    kept = [keep(learner, array) for array in arrays(batch)]
    learner.training_step(*kept, lr)
    for array, before, name in zip(kept, arrays(batch), ("x", "y", "weight", "bias"), strict=True):
        expect(fetch(array), f"{name} afterwards", zh=f"调用之后的 {name}").equal_to(before)


@contract.law(batch=batches(), lr=RATES, examples=12)
def the_parameters_come_in_new_arrays(learner, batch, lr):
    """the new parameters share no memory with the old ones
    zh: 新参数不与旧参数共享内存
    """
    ask = getattr(learner.training_step, "ask", None)
    for rate in (lr, 0.0):
        shared = () if ask is None else ask(*arrays(batch), rate).aliases
        expect(
            len(shared) == 0,
            f"the results for lr={rate} have memory of their own",
            zh=f"lr={rate} 时，结果有自己的内存",
        ).is_true()


@contract.law(inputs=st.integers(1, 3), outputs=st.integers(1, 3), examples=4)
def refuses_unequal_rows(learner, inputs, outputs):
    """different numbers of rows raise ValueError
    zh: 行数不同时抛出 ValueError
    """
    for rows, targets in [(3, 1), (1, 3), (2, 3), (3, 2), (1, 2), (4, 2)]:
        x, y = np.ones((rows, inputs)), np.ones((targets, outputs))
        weight, bias = np.ones((outputs, inputs)), np.ones(outputs)
        text = f"training_step with {rows} rows of x and {targets} of y"
        zh = f"x 有 {rows} 行而 y 有 {targets} 行时的 training_step"
        expect(lambda: learner.training_step(x, y, weight, bias, 0.1), text, zh=zh).raises(ValueError)  # noqa: B023 - called at once


@contract.scenario(batch=batches(), examples=10)
def arrays_may_be_stored_in_any_way(learner, batch):
    """arrays may be stored in any way: stepped, backwards, read-only
    zh: 数组可以用任何方式存放：隔位、倒序、只读
    """
    return {
        how: learner.training_step(*(change(array) for array in arrays(batch)), 0.25)
        for how, change in STORED.items()
    }


@contract.scenario(batch=batches(), lr=RATES, examples=25)
def float32_arrays_stay_float32(learner, batch, lr):
    """float32 arrays give float32 parameters
    zh: float32 的数组得到 float32 的参数
    """
    single = [array.astype(np.float32) for array in arrays(batch)]
    loss, weight, bias = learner.training_step(*single, lr)
    # A loss of float32 numbers has no more digits than they have.
    return np.float32(loss), weight, bias


@contract.law(batch=batches(), examples=15)
def a_rate_of_zero_changes_nothing(learner, batch):
    """a learning rate of 0 leaves the parameters as they are
    zh: 学习率为 0 时参数不变
    """
    x, y, weight, bias = arrays(batch)
    _, same_weight, same_bias = learner.training_step(x, y, weight, bias, 0.0)
    expect(same_weight, "the weight", zh="权重").equal_to(weight)
    expect(same_bias, "the bias", zh="偏置").equal_to(bias)


@contract.law(batch=batches(), share=st.sampled_from([1.0, 0.5, 0.01]), examples=20)
def a_small_step_never_raises_the_loss(learner, batch, share):
    """a small enough step never raises the loss
    zh: 步子足够小时，损失不会上升
    """
    x, y, weight, bias = arrays(batch)
    # The slope of the slope is at most this, so that no step up to its inverse overshoots.
    steepest = 2 / y.size * float((x**2).sum() + len(x))
    before, weight, bias = learner.training_step(x, y, weight, bias, share / steepest)
    after, _, _ = learner.training_step(x, y, weight, bias, 0.0)
    expect(
        after <= before + 1e-12,
        "the loss after the step is not above the one before it",
        zh="走一步之后的损失不高于之前",
    ).is_true()


@contract.law(batch=batches(), lr=RATES, examples=15)
def a_batch_written_twice_makes_the_same_step(learner, batch, lr):
    """a batch written twice makes the same step
    zh: 批次重复写两遍，走的是同一步
    """
    x, y, weight, bias = arrays(batch)
    once = learner.training_step(x, y, weight, bias, lr)
    twice = learner.training_step(np.concatenate([x, x]), np.concatenate([y, y]), weight, bias, lr)
    expect(twice, "training_step of the doubled batch", zh="批次重复一遍之后的 training_step").close_to(once)
