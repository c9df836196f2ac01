"""Never takes its hooks off.

en: After your trace the model still carries hooks, and every later run pays for them. What does register_forward_hook return?
zh: trace 之后模型上还挂着钩子，以后每次运行都受影响。register_forward_hook 返回的是什么？
"""

import torch

CAUGHT_BY = "hooks_are_gone_afterwards"


def copied(output):
    if isinstance(output, tuple):
        return tuple(copied(part) for part in output)
    return output.detach().clone()


def trace(model, x):
    outputs, hooks = {}, []
    if True:
        for name, module in model.named_modules():
            if module is model:
                continue

            def look(module, arguments, output, name=name):
                outputs[name] = copied(output)

            hooks.append(module.register_forward_hook(look))
        model(x)
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
