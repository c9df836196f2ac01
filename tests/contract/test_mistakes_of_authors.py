"""A mistake in a contract is an error that names the file, the line, what is wrong and what mends it."""

import textwrap

import pytest

from grader.contract import ContractError, load_contract

HEAD = """
import torch
from grader.contract import Contract, call, expect
from grader.inputs import questions, st, tensors
contract = Contract()

@questions
def rows(draw):
    return call(draw(tensors((3,))))
"""

DOUBLE = '''
@contract.function(rows())
def double(x):
    """doubles
    zh: 加倍
    """
    return 2 * x
'''


def load(tmp_path, body):
    path = tmp_path / "contract.py"
    path.write_text(HEAD + textwrap.dedent(body), encoding="utf-8")
    return load_contract(path)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "declares nothing"),
        (DOUBLE + DOUBLE, "double is declared twice"),
        (DOUBLE.replace("rows()", "rows"), "not a strategy"),
        (DOUBLE.replace("zh: 加倍", ""), "no public name in both languages"),
        (DOUBLE.replace("rows()", "rows(), half=['float8']"), "names no half precision"),
        (DOUBLE.replace("rows()", "rows(), weight=2"), "not a share of the points"),
        (DOUBLE.replace("rows()", "rows(), weight=0.5"), "add up to 0.5"),
        (
            DOUBLE
            + '''
@contract.law()
def nothing_drawn(learner):
    """x
    zh: x
    """
''',
            "has no inputs",
        ),
        (
            DOUBLE
            + '''
@contract.law(y=st.integers())
def other_names(learner, x):
    """x
    zh: x
    """
''',
            "has strategies for",
        ),
        (
            DOUBLE
            + '''
@contract.law(x=3)
def no_strategy(learner, x):
    """x
    zh: x
    """
''',
            "is not a strategy",
        ),
        (
            DOUBLE
            + '''
@contract.law(x=st.integers())
def unknown_name(learner, x):
    """x
    zh: x
    """
    expect(learner.triple(x)).equal_to(1)
''',
            "uses triple",
        ),
        ("1 / 0", "ZeroDivisionError"),
        ("def f(:", "syntax error"),
        ("contract = 3", "defines no `contract`"),
        ("expect(3).equal_to(3)", "outside a law"),
        ("expect(3, zh='三').equal_to(3)", "has no English"),
    ],
)
def test_the_mistake_is_named_with_its_file(tmp_path, body, says):
    with pytest.raises(ContractError, match=says) as caught:
        load(tmp_path, body)
    assert caught.value.file.endswith("contract.py")
    assert caught.value.mending


def test_the_line_of_the_mistake_is_named(tmp_path):
    with pytest.raises(ContractError) as caught:
        load(tmp_path, "x = 1\n1 / 0\n")
    assert caught.value.line == HEAD.count("\n") + 2


def test_a_contract_that_is_whole_loads(tmp_path):
    assert list(load(tmp_path, DOUBLE).functions) == ["double"]


def test_a_missing_contract_is_an_error_and_not_a_traceback(tmp_path):
    with pytest.raises(ContractError, match="cannot be read"):
        load_contract(tmp_path / "contract.py")
