"""Copies without detaching.

en: Your outputs still belong to the graph of the run, and keep all of it in memory. What separates a tensor from its history?
zh: 你的输出仍属于那次运行的计算图，整个图都留在内存里。怎样让张量与它的历史分开？
"""

import torch

CAUGHT_BY = "outputs_are_detached"


def copied(output):
    if isinstance(output, tuple):
        return tuple(copied(part) for part in output)
    return output.clone()


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
