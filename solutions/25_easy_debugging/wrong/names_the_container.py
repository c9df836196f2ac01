"""Goes through modules in the order of definition.

en: Your code names a container instead of the module inside it that went wrong. Which of the two finished first?
zh: 你给出的是容器，而不是其中真正出错的模块。两者中哪个先完成？
"""

import torch

CAUGHT_BY = "the_first_bad_module_is_named"


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
        for hook in hooks:
            hook.remove()
    return outputs


def is_finite(output):
    if isinstance(output, tuple):
        return all(is_finite(part) for part in output)
    return bool(torch.isfinite(output).all())


def first_non_finite(model, x):
    found = trace(model, x)
    for name, _ in model.named_modules():
        if name in found and not is_finite(found[name]):
            return name
    return None
