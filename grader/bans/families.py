"""The operator families that a contract can ban, each by its names, its modules and its operators in torch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch

_COMPOSITE = "CompositeImplicitAutograd"
# This key is part of every call, whatever the device, and comes after autograd and before every backend.
_EVERY_BACKEND = "BackendSelect"
# Forward-mode differentiation is done by autograd alone, which passes nothing on.
_BY_AUTOGRAD = frozenset(("_make_dual", "_fw_primal"))


@dataclass(frozen=True, slots=True)
class Family:
    """One family.

    Attributes:
        name: what a contract calls it.
        words: a pattern for the family's names in lower case and without underscores, so that ``max_pool2d``,
            ``MaxPool2d`` and ``_max_pool2d`` are one name. It holds for functions, modules and operators.
        modules: dotted names that may not be reached, nor anything below them.
        backward: whether automatic differentiation itself is banned.
    """

    name: str
    words: str = ""
    modules: tuple[str, ...] = ()
    backward: bool = False

    def has(self, name: str) -> bool:
        """Whether a function, class, method or operator of this name belongs to the family."""
        return bool(self.words) and re.fullmatch(self.words, plain(name)) is not None


_ATTENTION = r"\w*multiheadattention\w*|\w*scaleddot\w*|(efficient|flash|cudnn)attention\w*"

FAMILIES = {
    family.name: family
    for family in (
        Family("max_pool", r"(adaptive|mkldnn|quantized|cudnn|miopen)*maxpool[123]d\w*"),
        Family("avg_pool", r"(adaptive|mkldnn|quantized|cudnn)*avgpool[123]d\w*"),
        Family("lp_pool", r"lppool[123]d"),
        Family("fractional_pool", r"fractionalmaxpool[23]d\w*"),
        # Attention is a softmax with two matrix products around it: with identities for those, a softmax.
        Family("softmax", rf"\w*softmax\w*|transformer\w*|{_ATTENTION}"),
        Family("softmin", r"softmin"),
        Family("logsumexp", r"(special)?logsumexp"),
        Family("sigmoid", r"(special|log|hard)?(sigmoid|expit)\w*|(special)?logit\w*"),
        Family(
            "activation",
            r"\w*relu6?(cell|backward|kernel\w*|withnoise\w*)?|[cs]?elu(backward)?|\w*gelu(backward)?|(si|g)lu(backward)?\w*"
            r"|softplus\w*|(foreach|hard)?tanh(shrink|backward)?|hardswish\w*|mish(backward)?|threshold(backward)?"
            r"|(rnn|lstm|gru)(relu|tanh)?(cell|base)?",
        ),
        Family("softplus", r"softplus\w*"),
        Family("dropout", r"\w*dropout\w*"),
        Family("one_hot", r"onehot"),
        Family("unique", r"unique\w*"),
        Family("convolution", r"\w*conv(olution|transpose|depthwise|tbc|[123]d)\w*"),
        Family("unfold", r"unfold\w*|im2col\w*"),
        # The functions and modules alone: a tensor's own method `unfold` is another operator.
        Family(
            "im2col",
            r"im2col\w*|col2im\w*",
            tuple(f"torch.nn.{name}" for name in ("functional.unfold", "functional.fold", "Unfold", "Fold")),
        ),
        Family(
            "pad", r"pad(enum|circular)?|(constant|zero|reflection|replication|circular)pad(nd|[123]d)\w*"
        ),
        Family("linear", r"(lazy|mkldnn)?linear(backward)?|bilinear"),
        Family("lstsq", r"(linalg)?(lstsq|pinv|pinverse|polyfit)"),
        Family("flatten", r"flatten(densetensors)?|ravel"),
        Family("broadcast", r"broadcast(to|tensors|shapes|arrays)?"),
        Family("index_select", r"indexselect\w*|take(alongdim|alongaxis)?|(sparse)?gather(backward)?"),
        Family("mse_loss", r"mseloss\w*"),
        Family("l1_loss", r"l1loss\w*"),
        Family("smooth_l1_loss", r"smoothl1loss\w*"),
        Family("huber_loss", r"huberloss\w*"),
        Family("binary_cross_entropy", r"(bceloss|bcewithlogits|binarycrossentropy)\w*"),
        Family("cross_entropy", r"(linear)?crossentropy\w*"),
        Family("nll_loss", r"(gaussian|poisson)?nllloss\w*"),
        Family("ctc_loss", r"(cudnn|miopen)?ctcloss\w*"),
        Family("kl_div", r"kldiv\w*"),
        Family("soft_margin_loss", r"(multilabel)?softmarginloss\w*"),
        Family(
            "autograd",
            r"makedual|fwprimal|unpackdual|backward",
            ("torch.autograd", "torch.func", "functorch"),
            backward=True,
        ),
        Family("optim", r"fused(adamw?|sgd|adagrad)", ("torch.optim", "torch.distributed.optim")),
        Family("clip_grad_norm", r"clipgradnorm|clipgradswithnorm|gettotalnorm"),
        Family("nn_init", r"(xavier|kaiming)(uniform|normal)|calculate(correct)?fan\w*", ("torch.nn.init",)),
        Family("interpolate", r"interpolate|\w*upsample\w*|\w*gridsample\w*"),
        Family(
            "data_loader",
            modules=tuple(
                f"torch.utils.data.{name}"
                for name in ("DataLoader", "dataloader", "default_collate", "_utils", "TensorDataset")
            ),
        ),
        Family("cdist", r"cdist\w*|pdist\w*|pairwisedistance|euclideandist"),
        Family("fused_adam", r"fusedadamw?"),
        Family("nn", modules=("torch.nn",)),
        Family("to_sparse", r"tosparse\w*|sparse(csr|compressed)tensor\w*"),
        Family("type_promotion", r"resulttype|promotetypes"),
        Family("torch", modules=("torch", "functorch", "torchgen")),
        Family("numpy", modules=("numpy",)),
        Family("packaging", modules=("packaging",)),
        Family("pkg_resources", modules=("pkg_resources",)),
    )
}


def plain(name: str) -> str:
    """Return a name in lower case and without underscores."""
    return name.replace("_", "").lower()


def families(names: Iterable[str]) -> tuple[Family, ...]:
    """Return the families of these names; KeyError for a name that is none."""
    return tuple(FAMILIES[name] for name in names)


@cache
def orders(names: tuple[str, ...]) -> dict[str, Any]:
    """Return what a child has to disable for these families, as plain data for the wire.

    "operators" are pairs of an operator with its overload and the dispatch key at which it is replaced: the
    composite ones at their definition, which every call goes through, and all others above their backends.
    """
    banned = families(names)
    return {
        "operators": _operators(banned),
        "modules": sorted({module for family in banned for module in family.modules}),
        "backward": any(family.backward for family in banned),
    }


def _operators(banned: Sequence[Family]) -> list[list[str]]:
    found = []
    for qualified in sorted(torch._C._dispatch_get_all_op_names()):
        space, _, operator = qualified.partition("::")
        if space == "aten" and any(family.has(operator.partition(".")[0]) for family in banned):
            composite = torch._C._dispatch_has_kernel_for_dispatch_key(qualified, _COMPOSITE)
            key = "Autograd" if operator in _BY_AUTOGRAD else _COMPOSITE if composite else _EVERY_BACKEND
            found.append([operator, key])
    return found


def tensor_methods(banned: Iterable[Family]) -> frozenset[str]:
    """Return the methods of a tensor that belong to one of the families."""
    several = tuple(banned)
    return frozenset(name for name in dir(torch.Tensor) if any(family.has(name) for family in several))
