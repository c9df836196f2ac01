"""One global hook that looks the module up, in an ExitStack; tests each output as soon as it is there."""

from contextlib import ExitStack

from torch.nn.modules.module import register_module_forward_hook


class Watch:
    def __init__(self, model):
        self.names = {module: name for name, module in model.named_modules() if name}
        self.outputs, self.first = {}, None

    def __call__(self, module, arguments, output):
        name = self.names.get(module)
        if name is None:
            return
        parts = []
        self.outputs[name] = self.copy(output, parts)
        if self.first is None and not all(part.abs().lt(float("inf")).all() for part in parts):
            self.first = name

    def copy(self, output, parts):
        if isinstance(output, tuple):
            return tuple([self.copy(part, parts) for part in output])
        parts.append(output.data.clone())
        return parts[-1]


def run(model, x):
    with ExitStack() as stack:
        watch = Watch(model)
        stack.callback(register_module_forward_hook(watch).remove)
        model(x)
    return watch


def trace(model, x):
    return run(model, x).outputs


def first_non_finite(model, x):
    return run(model, x).first
