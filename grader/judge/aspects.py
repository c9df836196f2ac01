"""The aspects of the battery: their order, their public names and which kind of finding belongs to which."""

from __future__ import annotations

from grader.verdict import FailureKind, Title

#: Judged in this order; after `value`, each depends on all of the first five.
ASPECTS: dict[str, Title] = {
    "defined": Title("is defined", "已定义"),
    "shape": Title("type and shape", "类型与形状"),
    "dtype": Title("dtype", "数据类型"),
    "device": Title("device", "设备"),
    "value": Title("value", "数值"),
    "precision": Title("precision in float32 and below", "float32 及以下的精度"),
    "tail_accuracy": Title("tail accuracy", "极小值的精度"),
    "layout": Title("memory layouts", "内存布局"),
    "untouched": Title("inputs untouched", "不改动输入"),
    "aliasing": Title("result has memory of its own", "结果不与输入共享内存"),
    "gradient": Title("gradient", "梯度"),
    "repeatable": Title("repeatable", "可重复"),
    "stateless": Title("stateless", "无状态"),
    "edges": Title("edge cases", "边界情况"),
    "rejects": Title("rejects bad input", "拒绝错误输入"),
    "device_agnostic": Title("device-agnostic", "与设备无关"),
}

#: The check that a contract with bans brings, one for the whole submission.
ALLOWED_MEANS = "allowed_means_only"
ALLOWED_MEANS_TITLE = Title("allowed means only", "只用允许的手段")

#: What an aspect needs to have passed before it can be judged.
FIRST = ("defined", "shape", "dtype", "device", "value")
AFTER: dict[str, tuple[str, ...]] = {
    aspect: ("defined",)
    if aspect == "rejects"
    else FIRST[: FIRST.index(aspect)]
    if aspect in FIRST
    else FIRST
    for aspect in ASPECTS
}

ASPECT_OF_KIND: dict[FailureKind, str] = {
    FailureKind.WRONG_TYPE: "shape",
    FailureKind.WRONG_SHAPE: "shape",
    FailureKind.UNUSABLE_REPLY: "shape",
    FailureKind.WRONG_DTYPE: "dtype",
    FailureKind.WRONG_DEVICE: "device",
    FailureKind.INPUT_CHANGED: "untouched",
    FailureKind.ALIASED: "aliasing",
    FailureKind.GLOBAL_RANDOM_STATE: "repeatable",
    FailureKind.NOT_IMPLEMENTED: "defined",
    FailureKind.NOT_DEFINED: "defined",
}


def aspect_of(kind: FailureKind) -> str:
    """Return the aspect that a finding of an ordinary call belongs to."""
    return ASPECT_OF_KIND.get(kind, "value")
