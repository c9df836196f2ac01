"""Keeps the first output of a module that runs again.

en: A module that runs twice has its first output in your trace. Which one does the statement ask for?
zh: 运行两次的模块，你留下的是第一次的输出。题目要的是哪一次？
"""

import torch

CAUGHT_BY = "a_module_that_runs_twice_keeps_its_last_output"


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
                outputs.setdefault(name, copied(output))

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
