"""What must hold for a tensor with the other sign: one short story, so that a class takes little time."""

from grader.contract import Contract
from grader.inputs import shapes, tensors

contract = Contract()


@contract.truth
def negate(x):
    """A tensor with the other sign."""
    return -x


@contract.scenario(examples=10, portable=False, x=tensors(shapes(min_dims=1, max_dims=2, max_side=3)))
def has_the_other_sign(learner, x):
    """has the other sign
    zh: 符号相反
    """
    return learner.negate(x)
