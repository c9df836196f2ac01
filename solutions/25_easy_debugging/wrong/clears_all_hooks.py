"""Empties the hooks of every module.

en: Your code takes off hooks that it did not hang up. How does one remove a single hook?
zh: 你的代码把不是自己挂的钩子也摘掉了。怎样只移除某一个钩子？
"""

import torch

CAUGHT_BY = "hooks_of_others_stay"


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
                outputs[name] = copied(output)

            hooks.append(module.register_forward_hook(look))
        model(x)
    finally:
        for module in model.modules():
            module._forward_hooks.clear()
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
