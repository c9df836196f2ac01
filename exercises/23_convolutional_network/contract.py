"""What must hold for a small convolutional network."""

import torch
import torch.nn.functional as F
from torch import nn

from grader.contract import Contract, expect, fetch, keep
from grader.inputs import UNIT, questions, st, tensors
from grader.sandbox import Ask, Handle

contract = Contract()


@contract.truth
class DigitNet(nn.Module):
    def __init__(self, side=28, classes=10):
        super().__init__()
        if side < 4 or side % 4 or classes < 1:
            raise ValueError("side or classes")
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.linear = nn.Linear(16 * (side // 4) ** 2, classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.linear(x.flatten(1))


@questions
def batches(draw, sides=(4, 8, 12), min_images=1, max_images=3):
    """Images, and the seed of the weights that look at them."""
    images, side = draw(st.integers(min_images, max_images)), draw(st.sampled_from(sides))
    x = draw(tensors((images, 1, side, side), regimes=(UNIT,)))
    return {
        "x": x.to(draw(st.sampled_from([torch.float64, torch.float32]))),
        "classes": draw(st.integers(1, 4)),
        "seed": draw(st.integers(0, 2**16)),
    }


def weights(side, classes, seed, gain, dtype):
    """A state dict whose signals neither die out nor explode; gain is a drawn number, so that rounding counts it."""
    generator = torch.Generator().manual_seed(seed)
    features = 16 * (side // 4) ** 2
    layers = {"conv1": (8, 1, 3, 3), "conv2": (16, 8, 3, 3), "linear": (classes, features)}
    state = {}
    for name, shape in layers.items():
        inputs = torch.Size(shape[1:]).numel()
        weight = torch.randn(shape, generator=generator, dtype=torch.float64) * (2 / inputs) ** 0.5
        state[f"{name}.weight"] = (weight * gain).to(dtype)
        bias = torch.randn(shape[0], generator=generator, dtype=torch.float64)
        state[f"{name}.bias"] = (bias * 0.3 * gain).to(dtype)
    return state


def network(learner, batch, gain=1.0):
    """A network of the learner, with the weights of the batch, in its dtype and on the device that is graded."""
    x, side = batch["x"], batch["x"].shape[-1]
    net = learner.DigitNet(side, batch["classes"])
    net.to(fetch(keep(learner, torch.zeros(1)).device), x.dtype)
    net.load_state_dict(weights(side, batch["classes"], batch["seed"], gain, x.dtype))
    return net


def jittered(batch):
    """The images with a little noise: equal pixels would tie, and honest networks break ties differently."""
    x, generator = batch["x"], torch.Generator().manual_seed(batch["seed"] + 1)
    return x + (torch.randn(x.shape, generator=generator, dtype=torch.float64) * 0.125).to(x.dtype)


def kept(function, *args):
    """The result of a call, left where it was computed, together with its graph."""
    return (
        function.ask(*args, options=Ask(keep=True)).value if isinstance(function, Handle) else function(*args)
    )


gains = st.sampled_from([1.0, 1.5])


@contract.scenario(sizes=st.sampled_from([(8,), (4, 1), (12, 3), (28, 2), (16, 26)]), examples=8)
def names_and_shapes_of_the_parameters(learner, sizes):
    """the state dict has the six names and shapes of the statement
    zh: state dict 恰好有题目规定的六个名字和形状
    """
    states = [fetch(learner.DigitNet(*given).state_dict()) for given in ((), sizes)]
    return [{name: tuple(value.shape) for name, value in state.items()} for state in states]


@contract.scenario(batch=batches(), gain=gains, examples=30)
def logits_match_the_reference(learner, batch, gain):
    """with the same weights the logits are the reference's
    zh: 权重相同时，logits 与参考网络一致
    """
    return network(learner, batch, gain)(batch["x"]).detach()


@contract.scenario(batch=batches(sides=(28,), min_images=2, max_images=2), gain=gains, examples=3)
def full_size_images_match_the_reference(learner, batch, gain):
    """28 x 28 images give the reference's logits too
    zh: 28 x 28 的图像也得到与参考网络一致的 logits
    """
    return network(learner, batch, gain)(batch["x"]).detach()


@contract.scenario(batch=batches(max_images=2), gain=gains, examples=20)
def gradients_match_the_reference(learner, batch, gain):
    """the gradient reaches every parameter and the images
    zh: 梯度传到每一个参数，也传到图像
    """
    net = network(learner, batch, gain)
    x = keep(learner, jittered(batch).requires_grad_())
    n, classes = batch["x"].shape[0], batch["classes"]
    upstream = torch.linspace(-1, 1, n * classes, dtype=torch.float64).reshape(n, classes) + 0.25
    weighted = kept(kept(net, x).mul, upstream.to(batch["x"].dtype))
    kept(weighted.sum).backward()
    layers = {"conv1": net.conv1, "conv2": net.conv2, "linear": net.linear}
    gradients = {"x": fetch(x.grad)}
    for name, layer in layers.items():
        gradients[f"{name}.weight"] = fetch(layer.weight.grad)
        gradients[f"{name}.bias"] = fetch(layer.bias.grad)
    return gradients


@contract.law(batch=batches(min_images=2), examples=15)
def training_and_evaluation_agree(learner, batch):
    """training and evaluation mode give the same logits
    zh: 训练模式和评估模式给出相同的 logits
    """
    net = network(learner, batch)
    net.train()
    training = net(batch["x"])
    net.eval()
    expect(net(batch["x"]), "logits in evaluation mode", zh="评估模式下的 logits").close_to(training)


@contract.law(batch=batches(min_images=2), examples=15)
def a_batch_equals_its_images_one_by_one(learner, batch):
    """a batch is its images one by one
    zh: 整批计算等于逐张计算
    """
    net, x = network(learner, batch), batch["x"]
    alone = torch.cat([net(x[i : i + 1]) for i in range(len(x))])
    expect(net(x), "logits of the batch", zh="整个批次的 logits").close_to(alone)


@contract.law(batch=batches(sides=(8, 12), min_images=2), examples=10)
def memory_layout_does_not_matter(learner, batch):
    """images in another memory layout give the same logits
    zh: 图像在内存中换一种布局，logits 不变
    """
    net, x = network(learner, batch), batch["x"]
    plain = net(x)
    # With one channel contiguous(memory_format=...) leaves the strides as they are; to() rewrites them.
    channels_last = x.to(memory_format=torch.channels_last)
    expect(
        net(channels_last), "logits of channels-last images", zh="channels-last 布局的图像的 logits"
    ).close_to(plain)
    expect(net(x.mT.contiguous().mT), "logits of transposed images", zh="转置存储的图像的 logits").close_to(
        plain
    )


@contract.scenario(batch=batches(), examples=6)
def an_empty_batch_gives_no_logits(learner, batch):
    """no images give no logits, with the shape (0, classes)
    zh: 没有图像就没有 logits，形状为 (0, classes)
    """
    return network(learner, batch)(batch["x"][:0]).detach()


@contract.law(batch=batches(max_images=2), examples=8)
def forward_changes_nothing(learner, batch):
    """forward changes neither the images nor the parameters
    zh: forward 既不改动图像，也不改动参数
    """
    net, x = network(learner, batch), keep(learner, batch["x"].clone())
    before = {name: value.clone() for name, value in fetch(net.state_dict()).items()}
    net(x)
    expect(fetch(x), "the images afterwards", zh="调用之后的图像").equal_to(batch["x"])
    expect(dict(fetch(net.state_dict())), "the state dict afterwards", zh="调用之后的 state_dict").equal_to(
        before
    )


@contract.law(side=st.sampled_from([4, 8, 12]), examples=5)
def fresh_networks_start_from_random_weights(learner, side):
    """a new network starts from random weights, and no two filters are equal
    zh: 新网络的权重是随机的，没有两个卷积核相同
    """
    first, second = (fetch(learner.DigitNet(side, 3).state_dict()) for _ in range(2))
    for name in ("conv1.weight", "conv2.weight", "linear.weight"):
        expect(
            not torch.equal(first[name], second[name]),
            f"{name} of two new networks differ",
            zh=f"两个新网络的 {name} 不同",
        ).is_true()
        rows = first[name].flatten(1)
        expect(
            len(rows.unique(dim=0)) == len(rows),
            f"the filters of {name} differ",
            zh=f"{name} 的各个卷积核互不相同",
        ).is_true()


@contract.law(side=st.sampled_from([4, 8, 28]), classes=st.integers(1, 10), examples=4)
def refuses_impossible_sizes(learner, side, classes):
    """a side that is no positive multiple of 4, or no class at all, is refused
    zh: 边长不是 4 的正倍数，或没有类别时，拒绝创建
    """
    for impossible in (0, -4, 2, side + 1, side + 2, side + 3):
        made = f"DigitNet({impossible}, {classes})"
        expect(lambda: learner.DigitNet(impossible, classes), made).raises(ValueError)  # noqa: B023 - called at once
    for none in (0, -1):
        expect(lambda: learner.DigitNet(side, none), f"DigitNet({side}, {none})").raises(ValueError)  # noqa: B023


@contract.scenario(batch=batches(max_images=2), stand_in=True, examples=10)
def runs_on_another_device(learner, batch):
    """a network that was moved to another device runs there
    zh: 移到另一设备上的网络能在那里运行
    """
    return network(learner, batch)(batch["x"]).detach()
