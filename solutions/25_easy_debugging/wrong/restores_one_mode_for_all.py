"""Runs in evaluation mode, and puts all modules back into the mode of the model.

en: After your trace every module has the mode of the whole model. Must all parts of a model be in one mode?
zh: trace 之后，所有模块都成了整个模型的模式。模型的各部分必须处于同一模式吗？
"""

import torch

CAUGHT_BY = "the_model_runs_once_in_its_own_mode"


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
        mode = model.training
        model.eval()
        model(x)
        model.train(mode)
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
