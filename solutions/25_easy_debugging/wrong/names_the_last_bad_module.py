"""Goes on looking and names the last bad module.

en: Your code names the last module with a bad output. Where did the trouble begin?
zh: 你给出的是最后一个输出异常的模块。问题是从哪里开始的？
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
    for name, output in reversed(list(trace(model, x).items())):
        if not is_finite(output):
            return name
    return None
