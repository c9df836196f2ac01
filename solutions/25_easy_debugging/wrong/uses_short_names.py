"""Uses the last part of each name.

en: Two modules of your trace can have one name: the parts before the last dot are missing. What tells body.0 from head.0?
zh: 你的 trace 里两个模块可能重名：最后一个点之前的部分丢了。怎样区分 body.0 和 head.0？
"""

import torch

CAUGHT_BY = "outputs_are_those_of_the_modules"


def copied(output):
    if isinstance(output, tuple):
        return tuple(copied(part) for part in output)
    return output.detach().clone()


def trace(model, x):
    outputs, hooks = {}, []
    try:
        for name, module in model.named_modules():
            if module is model:
                continue

            def look(module, arguments, output, name=name):
                outputs[name.split(".")[-1]] = copied(output)

            hooks.append(module.register_forward_hook(look))
        model(x)
    finally:
        for hook in hooks:
            hook.remove()
    return outputs


def is_finite(output):
    if isinstance(output, tuple):
        return all(is_finite(part) for part in output)
    return bool(torch.isfinite(output).all())


def first_non_finite(model, x):
    for name, output in trace(model, x).items():
        if not is_finite(output):
            return name
    return None
