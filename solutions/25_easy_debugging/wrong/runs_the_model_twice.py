"""Runs the model a second time to see whether it works.

en: Your code runs the model more than once. What does a batch norm in training mode do at each run?
zh: 你的代码让模型运行了不止一次。训练模式下的批归一化，每次运行都会做什么？
"""

import torch

CAUGHT_BY = "the_model_runs_once_in_its_own_mode"


def copied(output):
    if isinstance(output, tuple):
        return tuple(copied(part) for part in output)
    return output.detach().clone()


def trace(model, x):
    outputs, hooks = {}, []
    model(x)
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
