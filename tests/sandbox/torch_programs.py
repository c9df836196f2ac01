"""Small torch programs of the kinds that learners write; each has to run in a child that may open no file."""

PROGRAMS = {
    "unfold": "return torch.arange(9.0).reshape(1, 1, 3, 3).unfold(2, 2, 1).unfold(3, 2, 1).sum()",
    "as strided": "return torch.arange(9.0).as_strided((2, 2), (3, 1)).clone()",
    "fold": "return F.fold(F.unfold(torch.ones(1, 1, 4, 4), 2), (4, 4), 2)",
    "loops with writes": """
        out = torch.zeros(3, 3)
        for i in range(3):
            for j in range(3):
                out[i, j] = i * j
        return out
    """,
    "boolean indexing": "x = torch.arange(5.0); x[x > 2] = -1; return x[x < 0].numel()",
    "item and tolist": "return [torch.ones(1).item(), torch.ones(2).tolist()]",
    "scatter and gather": """
        index = torch.tensor([[0, 1]])
        x = torch.zeros(1, 3).scatter_add(1, index, torch.ones(1, 2)).scatter_(1, index, 2.0)
        return x.gather(1, index), torch.zeros(3).index_add_(0, torch.tensor([0, 0]), torch.ones(2))
    """,
    "sorting": "x = torch.tensor([3.0, 1.0]); return x.sort(), x.topk(1), x.argsort(), torch.unique(x), x.kthvalue(1)",
    "linear algebra": """
        a = torch.eye(3) * 2
        parts = torch.linalg.svd(a), torch.linalg.qr(a), torch.linalg.eigh(a), torch.linalg.eig(a), torch.linalg.lu(a)
        return torch.linalg.solve(a, torch.ones(3)), torch.linalg.inv(a), torch.linalg.det(a), torch.linalg.pinv(a)
    """,
    "more linear algebra": """
        a = torch.eye(3)
        torch.linalg.lstsq(a, a), torch.linalg.matrix_exp(a), torch.linalg.norm(a), torch.linalg.cond(a)
        return torch.cholesky_inverse(torch.linalg.cholesky(a)), torch.linalg.matrix_rank(a), torch.trace(a)
    """,
    "fourier": "return torch.fft.irfft(torch.fft.rfft(torch.ones(8))), torch.stft(torch.ones(64), 16, window=torch.hann_window(16), return_complex=True).shape",
    "einsum": "a = torch.ones(2, 3, 4); return torch.einsum('bij,bkj->bik', a, a), torch.einsum('...ij->...', a)",
    "tensordot and friends": "a = torch.ones(3, 3); return torch.tensordot(a, a), torch.kron(a, a), torch.cdist(a, a), torch.bmm(a[None], a[None])",
    "a large product": "return (torch.ones(300, 300) @ torch.ones(300, 300)).sum()",
    "autograd": "x = torch.ones(2, requires_grad=True); (x ** 3).sum().backward(); return x.grad",
    "autograd with cotangents": """
        x = torch.ones(2, requires_grad=True)
        return torch.autograd.grad(x.exp(), x, torch.ones(2))
    """,
    "second derivatives": """
        x = torch.ones(2, requires_grad=True)
        first, = torch.autograd.grad((x ** 3).sum(), x, create_graph=True)
        return torch.autograd.grad(first.sum(), x)
    """,
    "a function of one's own": """
        class Square(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                return x * x
            @staticmethod
            def backward(ctx, grad):
                return 2 * grad * ctx.saved_tensors[0]
        x = torch.ones(2, requires_grad=True)
        Square.apply(x).sum().backward()
        return x.grad, torch.autograd.gradcheck(Square.apply, torch.ones(2, dtype=torch.float64, requires_grad=True))
    """,
    "hooks": """
        x = torch.ones(2, requires_grad=True)
        x.register_hook(lambda g: g * 2)
        layer = nn.Linear(2, 1)
        layer.register_forward_hook(lambda m, i, o: o + 1)
        layer.register_full_backward_hook(lambda m, i, o: None)
        layer(x).sum().backward()
        return x.grad
    """,
    "jacobian and hessian": """
        f = lambda x: (x ** 2).sum()
        functional = torch.autograd.functional
        return functional.jacobian(f, torch.ones(2)), functional.hessian(f, torch.ones(2)), functional.vjp(f, torch.ones(2))
    """,
    "forward mode": """
        import torch.autograd.forward_ad as fw
        with fw.dual_level():
            return fw.unpack_dual(torch.sin(fw.make_dual(torch.ones(2), torch.ones(2)))).tangent
    """,
    "torch.func": """
        from torch.func import functional_call, grad, hessian, jacfwd, jacrev, jvp, vjp, vmap
        f = lambda x: (x ** 2).sum()
        x = torch.ones(2)
        layer = nn.Linear(2, 1)
        functional_call(layer, dict(layer.named_parameters()), x)
        jvp(f, (x,), (x,)), vjp(f, x), jacrev(f)(x), jacfwd(f)(x), hessian(f)(x)
        return vmap(grad(f))(torch.ones(3, 2)), vmap(torch.dot, in_dims=(0, None))(torch.ones(3, 2), x)
    """,
    "checkpointing": """
        from torch.utils.checkpoint import checkpoint
        x = torch.ones(2, requires_grad=True)
        checkpoint(torch.sin, x, use_reentrant=False).sum().backward()
        return x.grad
    """,
    "layers": """
        model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(2, 2))
        return model(torch.ones(2, 1, 5, 5)).shape, model.state_dict().keys(), repr(model)
    """,
    "more layers": """
        x = torch.ones(2, 4, 4)
        for layer in (nn.LayerNorm(4), nn.GELU(), nn.Dropout(0.5), nn.ConvTranspose1d(4, 2, 3), nn.AvgPool1d(2), nn.PReLU(),
                      nn.Softmax(-1), nn.InstanceNorm1d(4), nn.GroupNorm(2, 4), nn.AdaptiveAvgPool1d(2), nn.SiLU()):
            layer(x)
        return nn.Embedding(4, 2)(torch.tensor([1])), nn.EmbeddingBag(4, 2)(torch.tensor([[1]])), nn.Bilinear(4, 4, 1)(x, x)
    """,
    "recurrent layers": """
        x = torch.ones(2, 3, 4)
        packed = nn.utils.rnn.pack_padded_sequence(x, [3, 2], batch_first=True)
        out, _ = nn.LSTM(4, 2, batch_first=True)(packed)
        nn.GRUCell(4, 2)(x[0])
        return nn.utils.rnn.pad_packed_sequence(out)[1], nn.GRU(4, 2, bidirectional=True)(x)[0].shape, nn.RNN(4, 2)(x)[0].shape
    """,
    "attention": """
        x = torch.ones(2, 3, 4)
        nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), 1)(x)
        nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), 1).eval()(x)
        nn.Transformer(4, 2, 1, 1, 8, batch_first=True)(x, x)
        return F.scaled_dot_product_attention(x, x, x, is_causal=True), nn.MultiheadAttention(4, 2, batch_first=True)(x, x, x)[1]
    """,
    "losses": """
        logits, target = torch.zeros(2, 3), torch.tensor([0, 1])
        F.ctc_loss(torch.zeros(4, 1, 3).log_softmax(-1), torch.tensor([[1, 2]]), torch.tensor([4]), torch.tensor([2]))
        F.kl_div(logits, logits), F.binary_cross_entropy_with_logits(logits, logits), F.smooth_l1_loss(logits, logits)
        F.huber_loss(logits, logits), F.triplet_margin_loss(logits, logits, logits), F.cosine_similarity(logits, logits)
        return F.cross_entropy(logits, target, label_smoothing=0.1), F.nll_loss(logits, target), F.mse_loss(logits, logits)
    """,
    "images": """
        x = torch.ones(1, 1, 4, 4)
        grid = F.affine_grid(torch.eye(2, 3)[None], (1, 1, 4, 4), align_corners=False)
        F.grid_sample(x, grid, align_corners=False), F.pad(x, (1, 1, 1, 1), mode="circular"), F.pixel_shuffle(torch.ones(1, 4, 2, 2), 2)
        return F.interpolate(x, scale_factor=2, mode="bilinear"), F.max_pool2d(x, 2, return_indices=True), F.lp_pool2d(x, 2, 2)
    """,
    "clipping and parametrizing": """
        layer = nn.utils.parametrizations.weight_norm(nn.Linear(2, 2))
        layer(torch.ones(2)).sum().backward()
        nn.utils.clip_grad_norm_(layer.parameters(), 1.0)
        nn.init.kaiming_normal_(nn.Linear(2, 2).weight)
        nn.init.orthogonal_(nn.Linear(2, 2).weight)
        return nn.utils.parameters_to_vector(nn.Linear(2, 2).parameters()).shape
    """,
    "half and bfloat16": "return (torch.ones(3, 3).half() @ torch.ones(3, 3).half()), torch.ones(2).bfloat16().softmax(0), torch.autocast('cpu')",
    "complex": "z = torch.ones(2) * (1 + 2j); return z.abs(), z.angle(), torch.view_as_real(z), torch.polar(torch.ones(1), torch.ones(1))",
    "integers and bits": "a = torch.tensor([5, 6]); return a & 3, a << 1, a // 2, a % 4, torch.bincount(a), a.to(torch.uint8), torch.gcd(a, a)",
    "special functions": "x = torch.ones(2); return torch.special.gammaln(x), torch.erf(x), torch.special.i0(x), torch.lgamma(x), torch.special.zeta(x + 1, x)",
    "scans": "x = torch.ones(3); return x.cumsum(0), x.cumprod(0), x.logcumsumexp(0), x.cummax(0), x.diff(), torch.trapezoid(x)",
    "statistics": "x = torch.arange(4.0); return x.std(), x.median(), x.quantile(0.5), x.histc(2), torch.cov(x[None]), torch.corrcoef(torch.stack([x, x]))",
    "random numbers": """
        torch.manual_seed(3)
        generator = torch.Generator().manual_seed(0)
        torch.normal(0.0, 1.0, (2,), generator=generator), torch.bernoulli(torch.full((2,), 0.5)), torch.poisson(torch.ones(2))
        return torch.randperm(4), torch.multinomial(torch.ones(3), 2), torch.rand(2).exponential_(), torch.get_rng_state().numel()
    """,
    "distributions": """
        from torch.distributions import Categorical, MultivariateNormal, Normal, kl_divergence
        normal = Normal(torch.zeros(2), torch.ones(2))
        MultivariateNormal(torch.zeros(2), torch.eye(2)).sample()
        return normal.log_prob(normal.rsample()), Categorical(logits=torch.zeros(3)).entropy(), kl_divergence(normal, normal)
    """,
    "optimizers": """
        for kind in (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.RMSprop, torch.optim.Adagrad):
            layer = nn.Linear(2, 1)
            optimizer = kind(layer.parameters(), lr=0.1)
            layer(torch.ones(2)).sum().backward()
            optimizer.step()
            optimizer.zero_grad()
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 3)
        schedule.step()
        return schedule.get_last_lr(), len(optimizer.state_dict())
    """,
    "training": """
        layer = nn.Linear(2, 1)
        optimizer = torch.optim.SGD(layer.parameters(), lr=0.1, momentum=0.9)
        for _ in range(3):
            optimizer.zero_grad()
            F.mse_loss(layer(torch.ones(4, 2)), torch.ones(4, 1)).backward()
            optimizer.step()
        return layer.training
    """,
    "data loading": """
        from torch.utils.data import DataLoader, Dataset, TensorDataset, random_split
        class Mine(Dataset):
            def __len__(self): return 4
            def __getitem__(self, i): return torch.tensor(i), {"y": i}
        parts = random_split(TensorDataset(torch.arange(4)), [2, 2])
        return [batch for batch in DataLoader(Mine(), batch_size=2, shuffle=True)][0][0].shape, len(parts)
    """,
    "saving to memory": """
        import io
        buffer = io.BytesIO()
        torch.save({"a": torch.ones(2), "b": nn.Linear(2, 2).state_dict()}, buffer)
        buffer.seek(0)
        return torch.load(buffer)["a"]
    """,
    "copying": "import copy, pickle; layer = nn.Linear(2, 2); copy.deepcopy(layer); return pickle.loads(pickle.dumps(torch.ones(2)))",
    "printing": """
        print(torch.ones(2, 2), torch.tensor([1e-9, float("nan")]), torch.ones(2000), nn.Linear(2, 2), torch.ones(1, dtype=torch.complex64))
        return str(torch.ones(2, requires_grad=True) * 2), f"{torch.tensor(0.5):.3f}", repr(torch.tensor([True])), str(torch.Size([1]))
    """,
    "sparse tensors": """
        s = torch.eye(3).to_sparse()
        return torch.sparse.mm(s, torch.ones(3, 3)), s.coalesce().values(), torch.eye(3).to_sparse_csr().to_dense()
    """,
    "fx": "from torch import fx; return fx.symbolic_trace(nn.Sequential(nn.Linear(2, 2), nn.ReLU())).graph is not None",
    "jit tracing": """
        def double(x): return x * 2 + 1
        return torch.jit.trace(double, torch.ones(2))(torch.ones(3))
    """,
    "subclasses and modes": """
        from torch.utils._python_dispatch import TorchDispatchMode
        from torch.overrides import TorchFunctionMode
        class Log(TorchDispatchMode):
            def __torch_dispatch__(self, func, types, args=(), kwargs=None):
                return func(*args, **(kwargs or {}))
        class Mine(torch.Tensor): pass
        with Log():
            return (torch.ones(2).as_subclass(Mine) + 1).as_subclass(torch.Tensor)
    """,
    "contexts": """
        with torch.no_grad(), torch.inference_mode():
            x = torch.ones(2) * 2
        with torch.enable_grad(), torch.autograd.set_detect_anomaly(True):
            y = torch.ones(2, requires_grad=True).exp().sum()
            y.backward()
        torch.set_default_dtype(torch.float64)
        return torch.ones(1).dtype, torch.is_grad_enabled()
    """,
    "in-place operators": "x = torch.ones(3); x += 1; x.mul_(2).clamp_(max=3).exp_().masked_fill_(x > 4, 0); return x",
    "assert_close": "torch.testing.assert_close(torch.ones(2), torch.ones(2)); return torch.allclose(torch.ones(1), torch.ones(1))",
    "memory formats": "x = torch.ones(1, 2, 3, 3).contiguous(memory_format=torch.channels_last); return F.conv2d(x, torch.ones(2, 2, 2, 2)), x.stride()",
    "warnings": """
        import warnings
        warnings.warn("careful")
        torch.ones(2, 3).T
        return F.mse_loss(torch.ones(2, 1), torch.ones(2)), torch.tensor(torch.ones(2))
    """,
    "grids": "a = torch.arange(2); return torch.meshgrid(a, a, indexing='ij'), torch.cartesian_prod(a, a), torch.combinations(a), torch.tril_indices(2, 2)",
    "numpy": """
        import numpy as np
        a = np.arange(6.0).reshape(2, 3)
        np.linalg.svd(a), np.fft.fft(a), np.random.default_rng(0).normal(size=2), np.random.rand(2), np.einsum("ij,ij->i", a, a)
        np.polynomial.Polynomial([1, 2])(a), np.ma.masked_array(a, a > 2), np.lib.stride_tricks.sliding_window_view(a, (2, 2))
        np.testing.assert_allclose(a, a)
        buffer = __import__("io").BytesIO()
        np.save(buffer, a)
        print(a)
        return torch.from_numpy(a), torch.ones(2).numpy(), np.percentile(a, 50)
    """,
    "standard library": """
        import abc, argparse, ast, base64, bisect, calendar, cmath, collections.abc, contextlib, copy, csv, dataclasses, datetime
        import decimal, difflib, enum, fractions, functools, gzip, hashlib, heapq, html, importlib, inspect, io, itertools, json
        import keyword, linecache, logging, math, numbers, operator, os.path, pathlib, pickle, pprint, queue, random, re, secrets
        import statistics, string, struct, sys, tempfile, textwrap, threading, time, timeit, traceback, types, typing, unicodedata
        import unittest.mock, urllib.parse, uuid, weakref, zipfile, zlib, zoneinfo, array, asyncio, concurrent.futures, locale
        import configparser, bz2, lzma, tarfile, xml.etree.ElementTree, sqlite3, shutil, platform, graphlib, colorsys, cProfile
        @dataclasses.dataclass
        class Point:
            x: typing.Optional[int] = None
        return Point(3).x, statistics.stdev([1, 2, 4]), fractions.Fraction(1, 3) + 1, decimal.Decimal("0.1").sqrt()
    """,
    "sympy": "import sympy; x = sympy.Symbol('x'); return str(sympy.diff(sympy.sin(x), x))",
    "unicode and text": "return '好'.encode('gbk').decode('gbk'), 'ß'.upper(), 'a'.encode('utf-16'), b'a'.decode('latin-1'), 'é'.encode('idna')",
    "what is here": "return torch.cuda.is_available(), torch.accelerator.is_available(), torch.backends.mps.is_available(), torch.get_num_threads(), torch.__version__",
    "device-agnostic": "x = torch.ones(2, device='cpu'); return torch.zeros_like(x), x.new_zeros(2), x.to(x.device), torch.empty(2, device=x.device).device.type",
    "meta device": "layer = nn.Linear(2, 2, device='meta'); return layer(torch.ones(3, 2, device='meta')).shape, torch.nn.utils.skip_init(nn.Linear, 2, 2).in_features",
    "memory of its own": "return sum(torch.ones(1 << 20).sum() for _ in range(8)), len([[0] * 1000 for _ in range(1000)]), bytes(1 << 24)[:1]",
}

ON_THE_STAND_IN = {
    "arithmetic": "return (x + 1) * x / 2 - x",
    "in-place operators": "y = x.clone(); y += 1; y.mul_(2).exp_().clamp_(max=3); return y",
    "reductions": "return x.sum(), x.mean(0), x.max(), torch.logsumexp(x, 0), x.softmax(0), x.std()",
    "layers": "return nn.Linear(2, 2).to(x.device)(x), F.conv1d(x[None, :1], x[None, :1])",
    "autograd": "x = x.detach().requires_grad_(); (x ** 2).sum().backward(); return x.grad",
    "indexing": "y = x.clone(); y[0] = 1; return y[y > 0], y.gather(0, torch.zeros(1, 2, dtype=torch.int64, device=x.device))",
    "linear algebra": "return torch.linalg.svd(x)[1], x @ x, torch.einsum('ij,jk->ik', x, x)",
}

HEAD = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"


def source(body: str, arguments: str = "") -> str:
    """Return a file whose function `f` runs a program and returns what can be said about its outcome."""
    import textwrap

    lines = textwrap.indent(textwrap.dedent(body).strip(), "    ")
    return f"{HEAD}def run({arguments}):\n{lines}\ndef f({arguments}):\n    return len(repr(run({arguments}))) > 0\n"
