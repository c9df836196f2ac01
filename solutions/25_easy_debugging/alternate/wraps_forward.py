"""Puts a recording forward in front of each module's own, as an attribute of the object, and takes it away again."""

import torch


def leaves(output):
    if torch.is_tensor(output):
        yield output
    elif isinstance(output, (list, tuple)):
        for part in output:
            yield from leaves(part)


def rebuilt(output):
    if torch.is_tensor(output):
        return torch.empty_like(output, requires_grad=False).copy_(output.detach())
    return tuple(map(rebuilt, output)) if isinstance(output, tuple) else output


def record(model, x, write):
    wrapped = []
    for name, module in list(model.named_modules())[1:]:

        def forward(*args, name=name, own=module.forward, **kwargs):
            output = own(*args, **kwargs)
            write(name, output)
            return output

        module.__dict__["forward"] = forward
        wrapped.append(module)
    try:
        return model(x)
    finally:
        for module in wrapped:
            del module.__dict__["forward"]


def trace(model, x):
    found = {}
    record(model, x, lambda name, output: found.update({name: rebuilt(output)}))
    return found


def first_non_finite(model, x):
    found = []

    def write(name, output):
        if not found and any(((t - t) != 0).any() for t in leaves(output)):
            found.append(name)

    record(model, x, write)
    return found[0] if found else None
