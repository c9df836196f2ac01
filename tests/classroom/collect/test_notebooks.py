"""Notebooks: code cells become one file, magics become comments, and marked cells are found."""

import ast
import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.classroom.collect.notebooks import NoNotebook, read_notebook, without_magics


def notebook(*cells, **extra):
    written = []
    for cell in cells:
        kind, source, *tags = (cell, "") if isinstance(cell, str) and cell == "" else cell
        made = {"cell_type": kind, "source": source, "metadata": {"tags": tags} if tags else {}}
        written.append(made)
    return json.dumps({"cells": written, "metadata": {}, "nbformat": 4, **extra}).encode()


def named(text):
    return {"46 max pooling": "46_max_pooling", "softmax": "50_softmax"}.get(text.lower())


def read(data, most=2**20):
    return read_notebook(data, named, most)


def test_code_cells_are_joined_in_their_order():
    found = read(
        notebook(("markdown", "Hello"), ("code", "x = 1"), ("code", ["y = 2\n", "z = 3"]), ("raw", "no"))
    )
    assert found.source == "x = 1\n\n\ny = 2\nz = 3\n"
    assert found.chosen == {}
    assert found.commented_out == 0


def test_magics_and_shell_lines_become_comments():
    cell = "%matplotlib inline\n!pip install torch\nimport os\nfiles = !ls\nos?\nif True:\n    %time f()\nx = 7 % 3\n"
    source, count = without_magics(cell)
    ast.parse(source)
    assert count == 5
    assert "x = 7 % 3" in source
    assert "    pass  # %time f()" in source


def test_the_body_of_a_cell_magic_stays_where_it_is_python():
    source, count = without_magics("%%time\nx = 1\n")
    assert (source, count) == ("# %%time\nx = 1\n", 1)
    source, count = without_magics("%%bash\nrm -rf /\necho done")
    assert source == "# %%bash\n# rm -rf /\n# echo done"
    assert count == 3


@pytest.mark.parametrize(
    "cell",
    [
        'text = """\n%not a magic\n!nor this\n"""\n',
        "x = (7\n% 3)\n",
        "a = '''\n?\n'''",
        "x: int = 1 if True else 2",
    ],
)
def test_python_stays_as_it_is(cell):
    assert without_magics(cell) == (cell, 0)


def test_lines_in_a_string_stay_beside_a_magic():
    source, count = without_magics('%pylab\ntext = """\n%not a magic\n"""\n')
    assert count == 1
    assert "\n%not a magic\n" in source


def test_a_header_says_for_which_exercise_the_cells_below_it_are():
    found = read(
        notebook(
            ("code", "import torch"),
            ("markdown", "## 46 Max pooling\nMy answer"),
            ("code", "def max_pool2d(): pass"),
            ("markdown", "### An idea"),
            ("code", "more = 1"),
            ("markdown", "# Softmax"),
            ("code", "def softmax(): pass"),
        )
    )
    assert found.chosen == {
        "46_max_pooling": "import torch\n\n\ndef max_pool2d(): pass\n\n\nmore = 1\n",
        "50_softmax": "import torch\n\n\ndef softmax(): pass\n",
    }


def test_a_tag_says_it_of_one_cell_and_a_comment_of_those_below():
    found = read(
        notebook(
            ("code", "# softmax\ndef softmax(): pass"),
            ("code", "def f(): pass", "46 max pooling"),
            ("code", "z = 1"),
        )
    )
    assert found.chosen["46_max_pooling"] == "def f(): pass\n"
    assert found.chosen["50_softmax"].endswith("z = 1\n")


def test_the_old_format_with_worksheets_is_read():
    data = {
        "worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1\n"], "language": "python"}]}],
        "nbformat": 3,
    }
    assert read(json.dumps(data).encode()).source == "x = 1\n"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[]", "no cells"),
        (b'{"cells": 3}', "no cells"),
        (notebook(("code", "x"), metadata={"kernelspec": {"language": "R"}}), "its language is r"),
    ],
)
def test_what_is_no_notebook_is_said(data, why):
    with pytest.raises(NoNotebook) as caught:
        read(data)
    assert why in caught.value.why.in_language("en")


def test_more_code_than_allowed_is_said():
    with pytest.raises(NoNotebook) as caught:
        read(notebook(("code", "x" * 100)), most=99)
    assert "larger than" in caught.value.why.in_language("en")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["cells", "source", "cell_type", "metadata", "tags", "kernelspec", "a"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(json_values)
def test_any_json_is_read_or_refused(data):
    with contextlib.suppress(NoNotebook):
        read(json.dumps(data).encode())


@settings(deadline=None)
@given(st.text(st.sampled_from("%!?ab=\"'\n \\#("), max_size=60))
def test_no_cell_loses_a_line_or_a_letter(cell):
    source, count = without_magics(cell)
    for line in filter(str.strip, cell.splitlines()):
        assert line.strip() in source
    assert (count == 0) == (source == cell)
