"""Stores the very tensors that pass by.

en: An output in your trace has been changed by a module that came later. What did you store: what the tensor held, or the tensor?
zh: 你记录的某个输出被后面的模块改掉了。你存下的是当时的数值，还是那个张量本身？
"""

import torch

CAUGHT_BY = "later_in_place_operations_change_nothing"


def copied(output):
    if isinstance(output, tuple):
        return tuple(copied(part) for part in output)
    return output.detach()


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
