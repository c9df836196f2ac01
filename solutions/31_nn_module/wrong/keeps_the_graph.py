"""Records the updates as well.

en: Your new parameters drag along the graph of all batches. What should a parameter remember of the step that made it?
zh: 你的新参数拖着所有批次的计算图。参数需要记住产生它的那一步吗？
"""

import torch

CAUGHT_BY = "training_leaves_the_old_parameters_alone"


def log_softmax_linear(x, w, b):
    logits = x @ w.mT + b
    shifted = logits - logits.detach().amax(-1, keepdim=True)
    return shifted - shifted.exp().sum(-1, keepdim=True).log()


def nll(log_probs, target):
    return -log_probs.gather(1, target[:, None]).mean()


def accuracy(log_probs, target):
    return (log_probs.argmax(1) == target).to(log_probs.dtype).mean()


def fit_epoch(x, y, w, b, lr, batch_size):
    w, b = w.detach().clone().requires_grad_(), b.detach().clone().requires_grad_()
    for start in range(0, len(x), batch_size):
        rows, labels = x[start : start + batch_size], y[start : start + batch_size]
        loss = nll(log_softmax_linear(rows, w, b), labels)
        dw, db = torch.autograd.grad(loss, [w, b])
        w, b = w - lr * dw, b - lr * db
    return w, b
