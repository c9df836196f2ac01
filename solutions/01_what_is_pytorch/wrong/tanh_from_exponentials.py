"""Writes tanh as a quotient of exponentials, which overflows.

en: For large inputs your result is nan: infinity divided by infinity. Does the library have a tanh that knows its limits?
zh: 输入很大时你的结果是 nan：无穷除以无穷。库里有没有一个知道自己极限的 tanh？
"""

CAUGHT_BY = "two_layer_forward.edges"


def two_layer_forward(x, w1, b1, w2, b2):
    z = x @ w1 + b1
    hidden = (z.exp() - (-z).exp()) / (z.exp() + (-z).exp())
    return hidden @ w2 + b2
