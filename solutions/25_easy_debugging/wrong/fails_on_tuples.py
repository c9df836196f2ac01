"""Expects every output to be a tensor.

en: Your code fails where a module returns a tuple of tensors. Which layers do that?
zh: 模块返回张量的元组时，你的代码出错。哪些层会这样？
"""

import torch

CAUGHT_BY = "tuples_keep_their_structure"


def copied(output):
    return output.detach().clone()


def trace(model, x):
    outputs, hooks = {}, []
    try:
        for name, module in model.named_modules():
            if module is model:
                continue

            def look(module, arguments, output, name=name):
                outputs[name] = copied(output)

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
