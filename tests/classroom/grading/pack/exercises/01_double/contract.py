"""What must hold for twice a tensor: one short story, so that a class takes little time."""

from grader.contract import Contract
from grader.inputs import shapes, tensors

contract = Contract()


@contract.truth
def double(x):
    """Twice a tensor."""
    return x * 2


@contract.scenario(examples=10, portable=False, x=tensors(shapes(min_dims=1, max_dims=2, max_side=3)))
def is_twice_the_input(learner, x):
    """is twice the input
    zh: 是输入的两倍
    """
    return learner.double(x)
