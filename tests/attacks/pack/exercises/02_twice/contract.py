"""What must hold for twice a tensor, with the whole battery."""

from grader.contract import Contract, call
from grader.inputs import questions, shapes, tensors

contract = Contract()


@questions
def small(draw):
    return call(draw(tensors(shapes(min_dims=1, max_dims=2, max_side=3))))


@contract.function(small())
def double(x):
    """is twice the input
    zh: 是输入的两倍
    """
    return x * 2
