"""Trains on the caller's own leaves.

en: Your training fills the .grad of the parameters that came in. On whose tensors should backward() be called?
zh: 你的训练填写了传入参数的 .grad。应当在谁的张量上做反向传播？
"""

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
    for start in range(0, len(x), batch_size):
        rows, labels = x[start : start + batch_size], y[start : start + batch_size]
        if not w.requires_grad:
            w, b = w.detach().requires_grad_(), b.detach().requires_grad_()
        w.grad = b.grad = None
        nll(log_softmax_linear(rows, w, b), labels).backward()
        w, b = w.detach() - lr * w.grad, b.detach() - lr * b.grad
    return w, b
