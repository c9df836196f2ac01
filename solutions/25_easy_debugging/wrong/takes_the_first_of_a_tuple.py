"""Keeps the first tensor of a tuple.

en: Where a module returns a tuple, your trace has one tensor. What else did it return?
zh: 模块返回元组时，你的 trace 里只有一个张量。它还返回了什么？
"""

import torch

CAUGHT_BY = "tuples_keep_their_structure"


def copied(output):
    if isinstance(output, tuple):
        return copied(output[0])
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
