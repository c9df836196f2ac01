"""Lists modules in the order in which they were defined.

en: Your names come in the order of definition, containers before what they contain. Which of the two finishes first?
zh: 你的名字按定义的次序排列，容器排在它的内容之前。两者中哪个先完成？
"""

import torch

CAUGHT_BY = "names_come_in_the_order_of_finishing"


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
    return {name: outputs[name] for name, _ in model.named_modules() if name in outputs}


def is_finite(output):
    if isinstance(output, tuple):
        return all(is_finite(part) for part in output)
    return bool(torch.isfinite(output).all())


def first_non_finite(model, x):
    for name, output in trace(model, x).items():
        if not is_finite(output):
            return name
    return None
