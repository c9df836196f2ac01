"""Takes its hooks off only when all goes well.

en: When the model raises, your hooks stay behind. Which block runs in any case?
zh: 模型抛出异常时，你的钩子留在了上面。哪种代码块无论如何都会执行？
"""

import torch

CAUGHT_BY = "an_exception_comes_out_and_leaves_no_hooks"


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
