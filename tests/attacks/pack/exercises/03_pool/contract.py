"""What must hold for the larger of two neighbours, without pooling operators."""

import torch.nn.functional as F

from grader.contract import Contract
from grader.inputs import st, tensors

contract = Contract(bans=["max_pool", "softmax"])


@contract.truth
def pool(x):
    """The larger of each two neighbours."""
    return F.max_pool1d(x, 2)


@contract.scenario(
    examples=10, portable=False, x=st.sampled_from([2, 4, 6]).flatmap(lambda n: tensors((1, 1, n)))
)
def is_the_larger_of_two_neighbours(learner, x):
    """is the larger of two neighbours
    zh: 是两个相邻元素中较大的一个
    """
    return learner.pool(x)
