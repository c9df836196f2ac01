"""The disabled operators: every road to one ends in the child, and the room's own work is not stopped."""

import pytest
import torch

from grader.bans import orders
from grader.sandbox import Ask, NotDefined, Raised, Recipe, Room

HEAD = "import torch, torch.nn.functional as F\nfrom torch import nn\n"
BANNED = "BannedOperatorError"

POOLING = {
    "functional": "F.max_pool2d(x, 2)",
    "module": "nn.MaxPool2d(2)(x)",
    "torch": "torch.max_pool2d(x, 2)",
    "one axis without gradients": "torch.max_pool1d(x[0], 2)",
    "three axes": "F.max_pool3d(x, 2)",
    "with indices": "F.max_pool2d(x, 2, return_indices=True)[0]",
    "adaptive": "F.adaptive_max_pool2d(x, 2)",
    "ops": "torch.ops.aten.max_pool2d(x, [2, 2])",
    "an overload": "torch.ops.aten.max_pool2d_with_indices.default(x, [2, 2])[0]",
    "the private binding": "torch._C._nn.max_pool2d_with_indices(x, [2, 2])[0]",
    "a built name": "getattr(torch, 'max_' + 'pool2d')(x, 2)",
    "eval": "eval('F.max_' + 'pool2d(x, 2)')",
    "under autograd": "F.max_pool2d(x.clone().requires_grad_(), 2)",
    "in inference": "torch.inference_mode()(lambda: F.max_pool2d(x + 0, 2))()",
    "vmap": "torch._C._functorch and torch.vmap(lambda y: F.max_pool2d(y, 2))(x)",
    "a trace": "torch.jit.trace(lambda y: F.max_pool2d(y, 2), x)(x)",
    "another backend": "torch.mkldnn_max_pool2d(x.to_mkldnn(), [2, 2]).to_dense()",
    "quantized": "F.max_pool2d(torch.quantize_per_tensor(x, 0.1, 0, torch.qint8), 2)",
    "decomposed": "torch.ops.aten.max_pool2d.default.decompose(x, [2, 2])",
    "importlib": "__import__('importlib').import_module('torch').max_pool2d(x, 2)",
}
OTHERS = {
    "softmax": ("softmax", "torch.softmax(x, -1)"),
    "softmax method": ("softmax", "x.softmax(-1)"),
    "softmax module": ("softmax", "nn.Softmax(-1)(x)"),
    "log_softmax": ("softmax", "torch.log_softmax(x, -1)"),
    "softmax by attention": (
        "softmax",
        "F.scaled_dot_product_attention(x, torch.eye(4)[None, None], torch.eye(4)[None, None])",
    ),
    "softmax by a loss": (
        "softmax",
        "F.cross_entropy(x[0, 0], torch.tensor([0, 1, 2, 3]), reduction='none')",
    ),
    "gumbel": ("softmax", "F.gumbel_softmax(x)"),
    "softmin": ("softmax", "F.softmin(x, -1)"),
    "logsumexp": ("logsumexp", "x.logsumexp(-1)"),
    "dropout": ("dropout", "F.dropout(x)"),
    "dropout module": ("dropout", "nn.Dropout()(x)"),
    "alpha dropout": ("dropout", "F.alpha_dropout(x, training=True)"),
    "native dropout": ("dropout", "torch.native_dropout(x, 0.5, True)[0]"),
    "convolution": ("convolution", "F.conv2d(x, x)"),
    "convolution module": ("convolution", "nn.Conv2d(1, 1, 2)(x)"),
    "mse": ("mse_loss", "F.mse_loss(x, x)"),
    "l1": ("l1_loss", "F.l1_loss(x, x)"),
    "bce": ("binary_cross_entropy", "F.binary_cross_entropy_with_logits(x, x)"),
    "cross entropy": ("cross_entropy", "F.cross_entropy(x[0, 0], torch.tensor([0, 1, 2, 3]))"),
    "nll": ("nll_loss", "F.nll_loss(x[0, 0], torch.tensor([0, 1, 2, 3]))"),
    "ctc": ("ctc_loss", "F.ctc_loss(x[0], torch.tensor([[1]] * 4), [1] * 4, [1] * 4)"),
    "kl": ("kl_div", "F.kl_div(x, x)"),
    "backward": ("autograd", "(x.clone().requires_grad_() ** 2).sum().backward()"),
    "autograd.grad": ("autograd", "torch.autograd.grad((y := x.clone().requires_grad_()).sum(), y)[0]"),
    "forward mode": ("autograd", "torch.autograd.forward_ad.enter_dual_level() or torch._make_dual(x, x, 0)"),
    "Adam": ("optim", "torch.optim.Adam([x.clone()])"),
    "fused Adam": (
        "fused_adam",
        (
            "torch._fused_adam_([x], [x], [x], [x], [], [torch.ones(())], lr=0.1, beta1=0.9, beta2=0.9,"
            " weight_decay=0.0, eps=0.1, amsgrad=False, maximize=False)"
        ),
    ),
    "import torch": ("torch", "[].append(__import__('torch'))"),
    "numpy below": ("numpy", "__import__('numpy.linalg')"),
}


@pytest.fixture(scope="module")
def room():
    with Room() as room:
        yield room


@pytest.fixture(scope="module")
def pooled(room):
    roads = "".join(f"def road{i}(x): return {road}\n" for i, road in enumerate(POOLING.values()))
    submission = room.admit((HEAD + roads).encode(), "roads.py", bans=orders(("max_pool",)))
    yield submission
    submission.close()


IMAGE = torch.arange(16.0).reshape(1, 1, 4, 4) / 16


def reached(call):
    with pytest.raises(Raised) as caught:
        call()
    return caught.value.type_name


@pytest.mark.parametrize("index", range(len(POOLING)), ids=list(POOLING))
def test_every_road_to_max_pooling_is_closed(pooled, index):
    learner = pooled.learner()
    assert reached(lambda: getattr(learner, f"road{index}")(IMAGE)) == BANNED


@pytest.mark.parametrize(("family", "road"), OTHERS.values(), ids=OTHERS)
def test_the_roads_to_the_other_families_are_closed(room, family, road):
    head = "" if family in ("torch", "numpy") else HEAD
    source = f"{head}def f(x): return {road}\n"
    submission = room.admit(source.encode(), "road.py", bans=orders((family,)))
    assert reached(lambda: submission.learner().f(IMAGE)) == BANNED
    submission.close()


def test_neighbours_of_what_is_banned_still_work(room):
    source = HEAD + "def f(x): return F.unfold(x, 2).amax(1), x.exp().sum(), F.avg_pool2d(x, 2), x @ x\n"
    submission = room.admit(source.encode(), "road.py", bans=orders(("max_pool", "softmax", "dropout")))
    assert len(submission.learner().f(IMAGE)) == 4
    submission.close()


def test_a_child_without_bans_has_every_operator_even_after_one_with(room):
    for bans in (orders(("max_pool", "autograd", "torch")), orders(())):
        submission = room.admit(b"def f(x): return 1", "a.py", bans=bans)
        assert submission.learner().f(1) == 1
        submission.close()
    submission = room.admit((HEAD + "def f(x): return F.max_pool2d(x, 2)").encode(), "a.py")
    assert submission.learner().f(IMAGE).shape == (1, 1, 2, 2)
    submission.close()


def test_the_judge_gets_gradients_where_autograd_is_banned(room):
    submission = room.admit(b"def f(x): return x * x", "a.py", bans=orders(("autograd",)))
    reply = submission.learner().f.ask(torch.ones(2), options=Ask(cotangents=[torch.ones(2)]))
    assert reply.gradients[0].tolist() == [2.0, 2.0]
    submission.close()


def test_a_model_of_the_judge_uses_every_operator_and_a_copy_of_it_has_its_own_parameters(room):
    source = HEAD + (
        "import copy\ndef run(model, x): return model(x)\n"
        "def run_copy(model, x):\n"
        "    twin = copy.deepcopy(model)\n"
        "    with torch.no_grad(): [p.zero_() for p in twin.parameters()]\n"
        "    return twin(x)\n"
        "def kind(model): return type(model).__name__\n"
        "def own(x): return F.max_pool2d(x, 2)\n"
    )
    layers = [
        ("conv", ("Conv2d", {"in_channels": 1, "out_channels": 1, "kernel_size": 1})),
        ("pool", ("MaxPool2d", {"kernel_size": 2})),
    ]
    recipe = Recipe.of(("Sequential", layers))
    submission = room.admit(source.encode(), "a.py", bans=orders(("max_pool", "convolution")))
    learner = submission.learner()
    assert learner.run(recipe, IMAGE).shape == (1, 1, 2, 2)
    assert not learner.run_copy(recipe, IMAGE).any()
    assert learner.kind(recipe) == "Sequential"
    assert reached(lambda: learner.own(IMAGE)) == BANNED
    submission.close()


def test_a_swallowed_refusal_still_computes_nothing(room):
    source = HEAD + "def f(x):\n    try: return F.max_pool2d(x, 2)\n    except BaseException: return None\n"
    submission = room.admit(source.encode(), "a.py", bans=orders(("max_pool",)))
    assert submission.learner().f(IMAGE) is None
    with pytest.raises(NotDefined):
        submission.learner().g(IMAGE)
    submission.close()
