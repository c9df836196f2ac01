"""Returns what it has when the model raises.

en: When the model raises, your code returns as if nothing had happened. Who should hear of the exception?
zh: 模型抛出异常时，你的代码像没事一样返回。谁应当得知这个异常？
"""

import torch

CAUGHT_BY = "an_exception_comes_out_and_leaves_no_hooks"


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
    except Exception:
        pass
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
