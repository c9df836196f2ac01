"""What must hold for layers that go forward and backward."""

import itertools

import torch
import torch.nn.functional as F

from grader.contract import Contract, assign, expect, fetch, keep
from grader.inputs import UNIT, between, integer_tensors, shapes, st, tensors

contract = Contract(bans=["autograd", "nn"])


class Layer:
    """What the reference layers share: autograd takes the place of every formula."""

    def __init__(self):
        self.saved = None
        self.zero_grad()

    def zero_grad(self):
        self.grads = {name: torch.zeros_like(getattr(self, name)) for name in self.names}

    def forward(self, *arguments):
        self.saved = arguments
        return self.compute(*arguments)

    def backward(self, *upstream):
        if self.saved is None:
            raise RuntimeError("forward has not run")
        leaves = {name: getattr(self, name).detach().clone().requires_grad_() for name in self.names}
        x = self.saved[0].detach().clone().requires_grad_()
        y = self.compute(x, *self.saved[1:], **leaves)
        gradients = torch.autograd.grad((y * sum(upstream)).sum() if upstream else y, [x, *leaves.values()])
        # A new dict, because whoever looked at the old one wants to keep what was seen.
        found = dict(zip(leaves, gradients[1:], strict=True))
        self.grads = {name: self.grads[name] + gradient for name, gradient in found.items()}
        return gradients[0]


@contract.truth
class Linear(Layer):
    names = ("weight", "bias")

    def __init__(self, weight, bias):
        self.weight, self.bias = weight, bias
        super().__init__()

    def compute(self, x, weight=None, bias=None):
        return F.linear(x, self.weight if weight is None else weight, self.bias if bias is None else bias)


@contract.truth
class ReLU(Layer):
    names = ()

    def compute(self, x):
        return torch.relu(x)


@contract.truth
class SoftmaxCrossEntropy(Layer):
    names = ()

    def compute(self, logits, target):
        return F.cross_entropy(logits, target)


@contract.truth
class Sequential:
    def __init__(self, layers):
        self.layers = list(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in reversed(self.layers):
            upstream = layer.backward(upstream)
        return upstream

    def zero_grad(self):
        for layer in self.layers:
            layer.zero_grad()


# Sides of at most 4 and these bounds keep every logit below 10, where softmax is well-conditioned.
INPUTS = between(-1.0, 1.0)
WEIGHTS = between(-0.5, 0.5)


@st.composite
def networks(draw, max_layers=3):
    """The sizes between layers, the parameters, a batch and its labels; the last layers may stand in a Sequential."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=max_layers + 1))
    classes = max(2, sizes[-1])
    sizes[-1] = classes
    parameters = [
        (draw(tensors((after, before), regimes=WEIGHTS)), draw(tensors((after,), regimes=WEIGHTS)))
        for before, after in itertools.pairwise(sizes)
    ]
    rows = draw(st.integers(1, 4))
    x = draw(tensors((rows, sizes[0]), regimes=INPUTS))
    return (
        parameters,
        x,
        draw(integer_tensors((rows,), 0, classes - 1)),
        draw(st.integers(0, len(parameters) - 1)),
    )


def built(learner, parameters, nested):
    """A network of the learner: linear layers with ReLUs in between, those from `nested` on in a Sequential of their own."""
    linears = [learner.Linear(weight, bias) for weight, bias in parameters]
    layers = []
    for i, linear in enumerate(linears):
        layers += [linear] if i == 0 else [learner.ReLU(), linear]
    if nested:
        first = 2 * nested - 1
        layers = [*layers[:first], learner.Sequential(layers[first:])]
    return learner.Sequential(layers), linears


def walk(learner, network, x, target):
    """Once forward and once backward; returns the loss and the gradient of x."""
    criterion = learner.SoftmaxCrossEntropy()
    loss = criterion.forward(network.forward(x), target)
    return loss, network.backward(criterion.backward())


# The short stories first: simplifying a failed network takes time, and must not use up theirs.
@st.composite
def linear_calls(draw, min_dims=0):
    """A weight, a bias, an input with any leading axes, and an upstream gradient."""
    inputs, outputs = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    lead = draw(shapes(min_dims=min_dims, max_dims=2, max_side=3))
    return (
        draw(tensors((outputs, inputs), regimes=INPUTS)),
        draw(tensors((outputs,), regimes=INPUTS)),
        draw(tensors((*lead, inputs), regimes=INPUTS)),
        draw(tensors((*lead, outputs), regimes=INPUTS)),
    )


@contract.scenario(question=linear_calls(), examples=25)
def linear_matches_autograd(learner, question):
    """Linear: result and gradients match autograd, with any leading axes
    zh: Linear：结果与梯度和自动求导一致，前面的轴任意
    """
    weight, bias, x, upstream = question
    layer = learner.Linear(weight, bias)
    start = fetch(layer.grads)
    return start, layer.forward(x), layer.backward(upstream), fetch(layer.grads)


@contract.scenario(
    pair=shapes(min_dims=0, max_dims=3, max_side=3).flatmap(
        lambda shape: st.tuples(tensors(shape, regimes=(UNIT,)), tensors(shape, regimes=(UNIT,)))
    ),
    zeros=st.integers(0, 3),
    examples=20,
)
def relu_matches_autograd(learner, pair, zeros):
    """ReLU: result and gradient match autograd, at 0 the slope is 0
    zh: ReLU：结果与梯度和自动求导一致，在 0 处斜率为 0
    """
    x, upstream = pair
    x = x.clone()
    x.flatten()[:zeros] = 0.0
    layer = learner.ReLU()
    return layer.forward(x), layer.backward(upstream), fetch(layer.grads)


@contract.scenario(
    logits=tensors(st.tuples(st.integers(1, 4), st.integers(2, 4)), regimes=between(-2.0, 2.0)),
    seed=st.integers(0, 999),
    examples=20,
)
def the_loss_matches_autograd(learner, logits, seed):
    """SoftmaxCrossEntropy: loss and gradient match autograd
    zh: SoftmaxCrossEntropy：损失与梯度和自动求导一致
    """
    rows, classes = logits.shape
    target = torch.randint(classes, (rows,), generator=torch.Generator().manual_seed(seed))
    criterion = learner.SoftmaxCrossEntropy()
    return criterion.forward(logits, target), criterion.backward()


@contract.scenario(lead=tensors((2, 1), regimes=between(1.0, 2.0)), examples=5)
def large_logits_do_not_overflow(learner, lead):
    """logits of a thousand and more do not overflow
    zh: logits 达到一千以上也不溢出
    """
    # One logit leads by 1,000 at least: the probabilities are 0 and 1, however they are computed.
    logits = torch.cat([lead * 0, lead * 1000, lead * -1000], 1)
    criterion = learner.SoftmaxCrossEntropy()
    return criterion.forward(logits, torch.tensor([1, 0])), criterion.backward()


@contract.law(question=linear_calls(min_dims=1), examples=4)
def backward_needs_a_forward(learner, question):
    """backward before forward raises RuntimeError
    zh: 在 forward 之前调用 backward 抛出 RuntimeError
    """
    weight, bias, _, upstream = question
    layers = {
        "Linear": learner.Linear(weight, bias),
        "ReLU": learner.ReLU(),
        "Sequential": learner.Sequential([learner.Linear(weight, bias), learner.ReLU()]),
    }
    for name, layer in layers.items():
        expect(
            lambda layer=layer: layer.backward(upstream),
            f"{name}.backward at once",
            zh=f"直接调用 {name}.backward",
        ).raises(RuntimeError)
    criterion = learner.SoftmaxCrossEntropy()
    expect(
        lambda: criterion.backward(),
        "SoftmaxCrossEntropy.backward at once",
        zh="直接调用 SoftmaxCrossEntropy.backward",
    ).raises(RuntimeError)


@contract.scenario(network=networks(), seed=st.integers(0, 999), examples=12)
def the_latest_forward_counts(learner, network, seed):
    """after two forwards, backward belongs to the second
    zh: 连续两次 forward 之后，backward 对应第二次
    """
    parameters, x, target, nested = network
    net, linears = built(learner, parameters, nested)
    generator = torch.Generator().manual_seed(seed)
    other = torch.randn(len(x) + 1, x.shape[1], generator=generator, dtype=torch.float64)
    criterion = learner.SoftmaxCrossEntropy()
    criterion.forward(net.forward(other), torch.zeros(len(other), dtype=torch.int64))
    loss = criterion.forward(net.forward(x), target)
    return loss, net.backward(criterion.backward()), [fetch(layer.grads) for layer in linears]


@contract.scenario(network=networks(), examples=12)
def gradients_add_up_until_cleared(learner, network):
    """gradients add up over calls of backward, until zero_grad clears them
    zh: 多次 backward 的梯度累加，直到 zero_grad 清零
    """
    parameters, x, target, nested = network
    net, linears = built(learner, parameters, nested)
    seen = []
    for _ in range(2):
        walk(learner, net, x, target)
        seen.append([fetch(layer.grads) for layer in linears])
    net.zero_grad()
    seen.append([fetch(layer.grads) for layer in linears])
    walk(learner, net, x, target)
    seen.append([fetch(layer.grads) for layer in linears])
    return seen


@contract.scenario(question=linear_calls(), examples=6)
def backward_may_be_called_again(learner, question):
    """a second backward after one forward gives the same gradient, and adds it once more
    zh: 一次 forward 之后再次 backward，得到相同的梯度，并再累加一次
    """
    weight, bias, x, upstream = question
    layer, relu = learner.Linear(weight, bias), learner.ReLU()
    relu.forward(layer.forward(x))
    first = layer.backward(relu.backward(upstream))
    second = layer.backward(relu.backward(upstream))
    return first, second, fetch(layer.grads)


@contract.scenario(question=linear_calls(), examples=8)
def layers_know_nothing_of_one_another(learner, question):
    """layers of one class keep what they need to themselves
    zh: 同一个类的各个层互不影响
    """
    weight, bias, x, upstream = question
    first, second = learner.Linear(weight, bias), learner.Linear(weight * 2, bias)
    one, other = learner.ReLU(), learner.ReLU()
    results = [one.forward(first.forward(x)), other.forward(second.forward(-x))]
    gradients = [first.backward(one.backward(upstream)), fetch(second.grads)]
    return results, gradients, second.backward(other.backward(upstream)), fetch(first.grads)


@contract.scenario(question=linear_calls(min_dims=1), step=st.sampled_from([0.5, 0.25]), examples=8)
def parameters_may_be_replaced(learner, question, step):
    """a new weight and bias take effect at the next forward
    zh: 换上新的 weight 和 bias，下一次 forward 即生效
    """
    weight, bias, x, upstream = question
    layer = learner.Linear(weight, bias)
    layer.forward(x)
    layer.backward(upstream)
    grads = fetch(layer.grads)
    assign(layer, "weight", weight - step * grads["weight"])
    assign(layer, "bias", bias - step * grads["bias"])
    layer.zero_grad()
    return layer.forward(x), layer.backward(upstream), fetch(layer.grads)


@contract.scenario(
    matrix=tensors((2, 3), regimes=INPUTS),
    x=tensors((3, 2, 3), regimes=INPUTS),
    upstream=tensors((3, 2, 2), regimes=INPUTS),
    examples=6,
)
def memory_layout_does_not_matter(learner, matrix, x, upstream):
    """inputs and upstream gradients may lie in memory in any way
    zh: 输入和上游梯度在内存中可以有任意布局
    """
    layer, relu = learner.Linear(matrix, matrix[:, 0]), learner.ReLU()
    y = layer.forward(x.transpose(0, 1))
    relu.forward(y.mT)
    gradients = relu.backward(upstream.transpose(0, 1).mT), layer.backward(upstream.transpose(0, 1))
    logits = x[:, 0].T
    criterion = learner.SoftmaxCrossEntropy()
    loss = criterion.forward(logits, torch.tensor([0, 2, 1]))
    return y, gradients, fetch(layer.grads), loss, criterion.backward()


@contract.law(question=linear_calls(), examples=8)
def arguments_stay_as_they_were(learner, question):
    """inputs, upstream gradients and parameters stay as they were
    zh: 输入、上游梯度和参数保持原样
    """
    weight, bias, x, upstream = question
    held = [keep(learner, value.clone()) for value in (weight, bias, x, upstream)]
    layer, relu = learner.Linear(held[0], held[1]), learner.ReLU()
    y = layer.forward(held[2])
    again = keep(learner, y.clone())
    relu.forward(again)
    relu.backward(held[3])
    layer.backward(held[3])
    expect(fetch(again), "the input of ReLU", zh="ReLU 的输入").equal_to(y)
    names = ("weight", "bias", "x", "upstream")
    for name, value, before in zip(names, held, question, strict=True):
        expect(fetch(value), name).equal_to(before)


@contract.law(network=networks(), seed=st.integers(0, 999), examples=12)
def finite_differences_agree(learner, network, seed):
    """a small move of the input changes the loss as its gradient says
    zh: 输入的微小变动对损失的影响与梯度一致
    """
    parameters, x, target, nested = network
    # Odd multiples of 1/128 in the biases and eighths elsewhere keep the inputs of the first ReLU off its kink.
    parameters = [((w * 8).round() / 8, ((b * 32).round() * 2 + 1) / 128) for w, b in parameters[:2]]
    x = (x * 8).round() / 8
    target = target % parameters[-1][0].shape[0]
    net, _ = built(learner, parameters, min(nested, len(parameters) - 1))
    criterion = learner.SoftmaxCrossEntropy()
    _, gradient = walk(learner, net, x, target)
    way = torch.rand(x.shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) * 2 - 1
    h = 1e-4
    ahead = criterion.forward(net.forward(x + h * way), target)
    behind = criterion.forward(net.forward(x - h * way), target)
    measured, said = float(ahead - behind) / (2 * h), float((gradient * way).sum())
    expect(
        abs(measured - said) <= 1e-5,
        "the measured slope is the one of the gradient",
        zh="实测的斜率与梯度给出的一致",
    ).is_true()


@contract.scenario(network=networks(), examples=30, weight=0.2)
def networks_match_autograd(learner, network):
    """loss and all gradients of whole networks match autograd, nested ones too
    zh: 整个网络的损失和全部梯度与自动求导一致，嵌套的网络也一样
    """
    parameters, x, target, nested = network
    net, linears = built(learner, parameters, nested)
    loss, gradient = walk(learner, net, x, target)
    return loss, gradient, [fetch(layer.grads) for layer in linears]


@contract.scenario(network=networks(max_layers=2), examples=10)
def float32_stays_float32(learner, network):
    """float32 networks have float32 losses and gradients
    zh: float32 网络的损失和梯度仍是 float32
    """
    parameters, x, target, nested = network
    net, linears = built(learner, [(w.float(), b.float()) for w, b in parameters], nested)
    start = [fetch(layer.grads) for layer in linears]
    loss, gradient = walk(learner, net, x.float(), target)
    return start, loss, gradient, [fetch(layer.grads) for layer in linears]


@contract.scenario(network=networks(max_layers=2), examples=8, stand_in=True)
def runs_on_another_device(learner, network):
    """everything lives on the device of the tensors
    zh: 一切都在张量所在的设备上
    """
    parameters, x, target, nested = network
    net, linears = built(learner, parameters, nested)
    loss, gradient = walk(learner, net, x, target)
    return loss, gradient, [fetch(layer.grads) for layer in linears]
