"""Runs the model in evaluation mode.

en: Your trace changes the mode of the model. Does somebody who debugs training want to see evaluation?
zh: 你的 trace 改变了模型的模式。正在调试训练的人，想看的是评估模式吗？
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
        model.eval()
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
