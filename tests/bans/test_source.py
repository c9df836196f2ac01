"""The source check: what it finds, and that honest code is left alone."""

import pytest

from grader.bans import FAMILIES, Means, families, orders, violations
from grader.bans.families import tensor_methods
from grader.contract import ContractError, load_contract
from grader.judge.aspects import ALLOWED_MEANS
from grader.packs import all_exercises, find_packs, read_mistake

#: Families whose members the honest snippets use; where a snippet is told by name, those hold beside the others.
USED = ("activation", "autograd", "im2col", "linear", "nn", "numpy", "optim", "softplus", "torch", "unfold")
#: Families that are held against every honest snippet.
OPERATORS = tuple(name for name in FAMILIES if name not in USED)

HONEST = {
    "a comment": "# like F.max_pool2d or torch.softmax\nx = 1",
    "a docstring": '"""As torch.nn.functional.max_pool2d does."""',
    "a message": "raise ValueError('softmax: use torch.softmax instead')",
    "an annotation in quotes": "def f(layer: 'torch.nn.MaxPool2d'): return layer",
    "unfold": "import torch.nn.functional as F\ndef f(x): return F.unfold(x, 2).amax(1)",
    "tensor unfold": "def f(x): return x.unfold(-1, 2, 1).amax(-1)",
    "amax": "import torch\ndef f(x): return torch.amax(x, -1)",
    "max with indices": "def f(x): return x.max(-1).indices",
    "own function of the banned name": "def max_pool2d(x): return x\ndef f(x): return max_pool2d(x)",
    "own module of the banned name": (
        "from torch import nn\nclass MaxPool2d(nn.Module):\n    def forward(self, x): return x\nm = MaxPool2d()"
    ),
    "own function handed on": "def softmax(x): return x\nf = lambda x: softmax(x)",
    "own method of the banned name": (
        "class Layer:\n    def softmax(self, x): return x\n    def run(self, x): return self.softmax(x)"
    ),
    "own attribute of the banned name": (
        "class Layer:\n    def __init__(self): self.dropout = 0.5\n    def run(self, x): return x * self.dropout"
    ),
    "a method called by super": (
        "class A:\n    def softmax(self, x): return x\nclass B(A):\n    def softmax(self, x): return super().softmax(x)"
    ),
    "a variable of the banned name": "def f(x):\n    softmax = x.exp() / x.exp().sum()\n    return softmax",
    "a parameter of the banned name": "def f(x, dropout=0.1): return x * dropout",
    "a keyword of the banned name": "def f(g, x): return g(x, dropout=0.1, sigmoid=True)",
    "a dictionary with banned names": "OPTIONS = {'softmax': 1, 'max_pool2d': 2}\ny = OPTIONS['softmax']",
    "exp and sum": "def f(x):\n    e = (x - x.amax(-1, keepdim=True)).exp()\n    return e / e.sum(-1, keepdim=True)",
    "log of sums": "import torch\ndef f(a, b): return torch.logaddexp(a, b)",
    "logcumsumexp": "def f(x): return x.logcumsumexp(-1)",
    "softplus": "import torch.nn.functional as F\ndef f(x): return F.softplus(x)",
    "relu and where": "import torch\ndef f(x): return torch.where(x > 0, x, 0).relu()",
    "xlogy and clamp": "import torch\ndef f(p): return torch.xlogy(p, p).clamp(min=-100)",
    "bernoulli": "import torch\ndef f(x): return torch.bernoulli(torch.full_like(x, 0.5))",
    "rand with a generator": "import torch\ndef f(g): return torch.rand(3, generator=g)",
    "einsum": "import torch\ndef f(a, b): return torch.einsum('ij,jk->ik', a, b)",
    "linear algebra": "import torch\ndef f(a): return torch.linalg.svd(a)",
    "a layer": "from torch import nn\nmodel = nn.Sequential(nn.Linear(2, 3), nn.ReLU())",
    "batch norm": "from torch import nn\nnorm = nn.BatchNorm2d(3)",
    "a model put into evaluation": "def f(model): return model.eval()",
    "a pattern compiled": "import re\nPATTERN = re.compile('softmax')",
    "foreach": "import torch\ndef f(p, g): torch._foreach_add_(p, g, alpha=-0.1)",
    "no_grad": "import torch\n@torch.no_grad()\ndef f(p): p.mul_(2)",
    "getattr with a constant": "def f(x): return getattr(x, 'grad', None)",
    "getattr on one's own": "class A:\n    def f(self, i): return getattr(self, f'layer{i}')",
    "vars of an object": "class A:\n    def __repr__(self): return str(vars(self))",
    "an object's dict": "class A:\n    def __eq__(self, other): return self.__dict__ == other.__dict__",
    "attrgetter": "import operator\nKEY = operator.attrgetter('name')",
    "a dunder of the module": "import torch\nif __name__ == '__main__': print(torch.__version__)",
    "the standard library": (
        "import collections, functools, itertools, math, os, sys, typing, dataclasses\nfrom abc import ABC\n"
        "print(sys.maxsize, os.sep, math.inf)"
    ),
    "numpy": "import numpy as np\ndef f(x): return np.maximum(x, 0).max(axis=-1)",
    "a future": "from __future__ import annotations\nfrom collections.abc import Sequence\nx: Sequence[int] = []",
    "own compile": "def compile(x): return x\ny = compile(3)",
    "a method called compile": "def f(machine): return machine.compile('a')",
    "own backward": (
        "import torch\nclass F(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x): return x\n"
        "    @staticmethod\n    def backward(ctx, g): return g\nf = F.apply"
    ),
    "a layer's hook": "def f(module, hook): return module.register_full_backward_hook(hook)",
    "pooled by reshaping": "def f(x): return x.reshape(2, 2, 2, 2).amax((1, 3))",
    "a star that brings other names": "from math import *\ny = exp(1) + softer if False else 0",
    "deep arithmetic": "x = " + "+".join(["1"] * 500),
}

#: Honest under these families only.
HONEST_UNDER = {
    "by hand": (("autograd",), "def f(x, w, g): return x.T @ g, g @ w.T"),
    "own backward method": (
        ("autograd",),
        (
            "class Layer:\n    def backward(self, g): return g\ndef f(layers, g):\n"
            "    for layer in layers: g = layer.backward(g)\n    return g"
        ),
    ),
    "reading a gradient": (("optim", "fused_adam"), "def step(p): p.data -= 0.1 * p.grad"),
    "softmax where only the loss is banned": (
        ("autograd", "cross_entropy", "nll_loss"),
        "import torch\ndef f(x): return torch.log_softmax(x, 1) + x.logsumexp(1, keepdim=True)",
    ),
    "plain Python": (
        ("torch", "numpy"),
        "import math\nclass Variable:\n    def tanh(self): return math.tanh(1)",
    ),
    "a variable called optim": (("optim",), "def f(optim): return optim.step()"),
}

#: A source, the families, and the line and the name that the verdict must tell.
DISHONEST = {
    "functional": (
        "import torch.nn.functional as F\nF.max_pool2d",
        "max_pool",
        2,
        "torch.nn.functional.max_pool2d",
    ),
    "from import": ("from torch import max_pool2d as mp", "max_pool", 1, "torch.max_pool2d"),
    "module": ("from torch import nn\nm = nn.MaxPool2d(2)", "max_pool", 2, "torch.nn.MaxPool2d"),
    "lazy alias": (
        "import torch\nf = torch.nn.functional\nf.max_pool2d",
        "max_pool",
        3,
        "torch.nn.functional.max_pool2d",
    ),
    "alias in a tuple": (
        "import torch\na, b = torch.nn, 1\na.MaxPool1d",
        "max_pool",
        3,
        "torch.nn.MaxPool1d",
    ),
    "alias by walrus": (
        "import torch\n(f := torch.nn.functional).relu\nf.max_pool1d",
        "max_pool",
        3,
        "torch.nn.functional.max_pool1d",
    ),
    "adaptive": ("import torch\ntorch.nn.AdaptiveMaxPool2d", "max_pool", 2, "torch.nn.AdaptiveMaxPool2d"),
    "fractional": (
        "import torch\ntorch.nn.functional.fractional_max_pool2d",
        "fractional_pool",
        2,
        "torch.nn.functional.fractional_max_pool2d",
    ),
    "the star": (
        "from torch.nn.functional import *\nmax_pool2d(1, 2)",
        "max_pool",
        2,
        "torch.nn.functional.max_pool2d",
    ),
    "a default value": (
        "import torch\ndef f(x, g=torch.softmax): return g(x)",
        "softmax",
        2,
        "torch.softmax",
    ),
    "a decorator": ("import torch\n@torch.compile\ndef f(x): return x", "softmax", 2, "torch.compile"),
    "method": ("def f(x): return x.softmax(-1)", "softmax", 1, "Tensor.softmax"),
    "method where the function is one's own": (
        "def softmax(x): return x.softmax(-1)",
        "softmax",
        1,
        "Tensor.softmax",
    ),
    "method by getattr": (
        "def f(x): return getattr(x, 'log_softmax')(1)",
        "softmax",
        1,
        "Tensor.log_softmax",
    ),
    "attention": (
        "import torch.nn.functional as F\nF.scaled_dot_product_attention",
        "softmax",
        2,
        "torch.nn.functional.scaled_dot_product_attention",
    ),
    "logsumexp": ("import torch\ntorch.special.logsumexp", "logsumexp", 2, "torch.special.logsumexp"),
    "ops": ("import torch\ntorch.ops.aten.max_pool2d", "max_pool", 2, "torch.ops.aten.max_pool2d"),
    "ops by a built name": (
        "import torch\ngetattr(torch.ops.aten, 'max_' + 'pool2d')",
        "max_pool",
        2,
        "getattr",
    ),
    "private": ("import torch\ntorch._C._nn.softmax", "max_pool", 2, "torch._C"),
    "built name": ("import torch\ngetattr(torch, 'soft' + 'max')", "softmax", 2, "getattr"),
    "constant name": ("import torch\ngetattr(torch.nn, 'Softmax')", "softmax", 2, "torch.nn.Softmax"),
    "getattr of getattr": (
        "import torch\ngetattr(getattr(torch, 'nn'), 'Softmax')",
        "softmax",
        2,
        "torch.nn.Softmax",
    ),
    "the dict of the module": (
        "import torch\ntorch.__dict__['soft' + 'max']",
        "softmax",
        2,
        "torch.__dict__",
    ),
    "vars of the module": ("import torch\nvars(torch)['soft' + 'max']", "softmax", 2, "vars"),
    "attrgetter": ("import operator\noperator.attrgetter('nn.Softmax')", "softmax", 2, "Softmax"),
    "attrgetter with a built name": (
        "from operator import attrgetter\nattrgetter('soft' + 'max')",
        "softmax",
        2,
        "operator.attrgetter",
    ),
    "methodcaller": (
        "from operator import methodcaller\nmethodcaller('softmax', -1)",
        "softmax",
        2,
        "softmax",
    ),
    "eval": ("eval('tor' + 'ch')", "softmax", 1, "eval"),
    "exec": ("exec('import torch')", "softmax", 1, "exec"),
    "import by name": ("__import__('torch')", "softmax", 1, "__import__"),
    "importlib": ("import importlib", "softmax", 1, "importlib"),
    "importlib from torch": ("import torch\ntorch.importlib", "softmax", 2, "torch.importlib"),
    "sys.modules": ("import sys\nsys.modules['torch']", "softmax", 2, "sys.modules"),
    "modules from sys": ("from sys import modules", "softmax", 1, "sys.modules"),
    "frames": ("import sys\nsys._getframe()", "softmax", 2, "sys._getframe"),
    "globals": ("globals()['F']", "softmax", 1, "globals"),
    "a function's globals": ("def f(): pass\nf.__globals__", "softmax", 2, "__globals__"),
    "all classes": ("object.__subclasses__()", "softmax", 1, "__subclasses__"),
    "a traceback's frame": ("def f(e): return e.__traceback__.tb_frame", "softmax", 1, "tb_frame"),
    "the garbage collector": ("import gc", "softmax", 1, "gc"),
    "pickle": ("import pickle", "softmax", 1, "pickle"),
    "scipy": ("from scipy.special import softmax", "softmax", 1, "scipy"),
    "jit": ("import torch\n@torch.jit.script\ndef f(x): return x", "softmax", 2, "torch.jit"),
    "undoing the ban": ("import torch\ntorch.library.Library", "softmax", 2, "torch.library"),
    "the room's own modules": ("import room.bans", "softmax", 1, "room"),
    "a relative import": ("from . import something", "softmax", 1, "."),
    "backward": ("def f(loss): loss.backward()", "autograd", 1, "Tensor.backward"),
    "autograd.grad": ("import torch\ntorch.autograd.grad", "autograd", 2, "torch.autograd"),
    "torch.func": ("from torch.func import grad", "autograd", 1, "torch.func"),
    "optim": ("from torch import optim\noptim.Adam", "optim", 1, "torch.optim"),
    "optim by its path": ("import torch\ntorch.optim.Adam", "optim", 2, "torch.optim"),
    "fused": ("import torch\ntorch._fused_adam_", "fused_adam", 2, "torch._fused_adam_"),
    "torch itself": ("import torch", "torch", 1, "torch"),
    "numpy below": ("from numpy.linalg import svd", "numpy", 1, "numpy"),
    "packaging": ("from packaging.version import Version", "packaging", 1, "packaging"),
    "a copy of packaging": ("from setuptools._vendor import packaging", "packaging", 1, "setuptools"),
    "torch's copy of packaging": (
        "from torch._vendor.packaging import version",
        "packaging",
        1,
        "torch._vendor",
    ),
    "full-width letters": ("import torch\ntorch.ｓoftmax", "softmax", 2, "torch.softmax"),
    "a match pattern": (
        "from torch import nn\nmatch 1:\n    case nn.Softmax(): pass",
        "softmax",
        3,
        "torch.nn.Softmax",
    ),
    "an import inside a function": (
        "def f():\n    from torch.nn import Softmax",
        "softmax",
        2,
        "torch.nn.Softmax",
    ),
}


def found(source, *names):
    return violations(source.encode() if isinstance(source, str) else source, families(names))


@pytest.mark.parametrize("source", HONEST.values(), ids=HONEST)
def test_an_honest_source_is_left_alone_whatever_operator_is_banned(source):
    assert not found(source, *OPERATORS)


@pytest.mark.parametrize(("names", "source"), HONEST_UNDER.values(), ids=HONEST_UNDER)
def test_an_honest_source_is_left_alone_under_the_bans_of_its_exercise(names, source):
    assert not found(source, *names)


def test_there_are_at_least_forty_honest_snippets():
    assert len(HONEST) + len(HONEST_UNDER) >= 40


@pytest.mark.parametrize(("source", "name", "line", "told"), DISHONEST.values(), ids=DISHONEST)
def test_a_dishonest_source_is_found_with_its_line_and_its_operator(source, name, line, told):
    first = found(source, name)[0]
    assert (first.line, first.name) == (line, told)


@pytest.mark.parametrize("source", [entry[0] for entry in DISHONEST.values()], ids=DISHONEST)
def test_where_nothing_is_banned_nothing_is_found(source):
    assert not found(source)


def answers():
    exercises = [(e, load_contract(e.contract)) for e in all_exercises(find_packs())]
    return [
        pytest.param(path, tuple(contract.bans), id=f"{exercise.stem}-{path.stem}")
        for exercise, contract in exercises
        if contract.bans
        for path in (exercise.stub, exercise.solution, *exercise.alternates, *exercise.wrong)
        if path not in exercise.wrong or read_mistake(path).caught_by != ALLOWED_MEANS
    ]


@pytest.mark.parametrize(("path", "bans"), answers())
def test_no_answer_of_the_catalogue_is_found_but_those_that_the_ban_must_catch(path, bans):
    assert not found(path.read_bytes(), *bans)


def test_every_exercise_with_bans_has_a_wrong_answer_that_the_ban_catches():
    for exercise in all_exercises(find_packs()):
        bans = tuple(load_contract(exercise.contract).bans)
        if bans:
            path = next(p for p in exercise.wrong if p.stem == "uses_the_operator")
            assert found(path.read_bytes(), *bans), exercise.stem


def test_each_line_is_told_once_and_in_order():
    source = "import torch\ntorch.softmax, torch.softmax\nx = 1\ntorch.log_softmax\n"
    assert [violation.line for violation in found(source, "softmax")] == [2, 4]


def test_a_source_that_is_no_python_is_left_to_the_loading():
    assert not found("def f(:", "softmax")
    assert not found(b"\xff\xfe\x00", "softmax")
    assert not found(b"x = 1\x00", "softmax")


def test_a_source_nested_beyond_reading_is_refused_and_does_no_harm():
    deep = "x = " + "-" * 200_000 + "1"
    assert [v.means for v in found(deep, "softmax")] in ([Means.UNREADABLE], [])
    chain = "import torch\nx = torch" + ".nn" * 20_000
    found(chain, "softmax")


def test_names_that_mean_each_other_cost_no_more_than_a_glance():
    source = "import torch\na = torch\n" + "".join(f"a = a.x{i}\nb{i} = a\n" for i in range(3000))
    assert not found(source, "softmax")


def test_every_operator_family_finds_operators_in_this_torch():
    for name, family in FAMILIES.items():
        # Made of others, or written in Python.
        if family.words and name not in ("softmin", "lp_pool", "clip_grad_norm", "nn_init"):
            assert orders((name,))["operators"], name


def test_the_families_reach_no_neighbour():
    neighbours = (
        "logaddexp logcumsumexp softplus amax unfold bernoulli xlogy expm1 erf clamp where matmul addmm lerp"
    )
    for family in families(OPERATORS):
        assert not [name for name in neighbours.split() if family.has(name)]


def test_the_methods_of_a_tensor_are_found_by_the_family():
    assert tensor_methods(families(["softmax"])) == {"softmax", "log_softmax"}


def test_an_unknown_family_is_a_mistake_of_the_author(tmp_path):
    path = tmp_path / "contract.py"
    path.write_text(
        "from grader.contract import Contract, call, expect\nfrom grader.inputs import st\n"
        'contract = Contract(bans=["max_pol"])\n'
        '@contract.function(st.just(call(1)))\ndef f(x):\n    """is one\n    zh: 是一\n    """\n    return x\n',
        encoding="utf-8",
    )
    with pytest.raises(ContractError, match="max_pol"):
        load_contract(path)
