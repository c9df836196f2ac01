"""The texts of all contracts are in both languages: read from the source, without running it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

EXERCISES = Path(__file__).parents[2] / "exercises"
CONTRACTS = sorted(EXERCISES.glob("*/contract.py"))
CHINESE = re.compile("[\u4e00-\u9fff]")
FIELD = "X0"  # what stands for a field of an f-string: it may be a word


def is_prose(note):
    """Whether a note has two or more words, one of them its own, and is no Python expression or argument."""
    own = note.replace(FIELD, "")
    if not re.search("[A-Za-z]{2}", own) or len(re.findall("[A-Za-z]+", note)) < 2:
        return False
    try:
        ast.parse(f"f({note})", mode="eval")
    except SyntaxError:
        return True
    return False


def texts(node, names):
    """The strings that an expression may be: its own, and those of the names in it, f-strings with a stand-in."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            yield "".join(v.value if isinstance(v, ast.Constant) else FIELD for v in values)
            for value in values:
                if isinstance(value, ast.FormattedValue):
                    yield from texts(value.value, names)
        case ast.Name(id=name) if name in names:
            rest = {key: bound for key, bound in names.items() if key != name}
            for bound in names[name]:
                yield from texts(bound, rest)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from texts(child, names)


def bindings(nodes):
    """What each name is bound to: by an assignment, by a loop (then all that is looped over), or by `def`."""
    names = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=targets, value=value):
                pass
            case ast.For(target=target, iter=value):
                targets = [target]
            case ast.FunctionDef(name=name):
                names.setdefault(name, []).extend(n for n in node.body if not _is_docstring(n))
                continue
            case _:
                continue
        for target in targets:
            for leaf, part in _pairs(target, value):
                names.setdefault(leaf, []).append(part)
    return names


def _pairs(target, value) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, part in zip(target.elts, value.elts, strict=True):
            yield from _pairs(one, part)
    else:
        yield from ((leaf.id, value) for leaf in ast.walk(target) if isinstance(leaf, ast.Name))


def _is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def notes(source):
    """Yield the line of every note of a contract, the texts that it may be, and those of its `zh` or None."""
    tree = ast.parse(source)
    outer = bindings(tree.body)
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        names = outer | bindings(ast.walk(function))
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "expect":
                chinese = [keyword.value for keyword in node.keywords if keyword.arg == "zh"]
                note = [*node.args[1:], *(k.value for k in node.keywords if k.arg == "note")]
                if note:
                    said = list(texts(chinese[0], names)) if chinese else None
                    yield node.lineno, list(texts(note[0], names)), said


def untranslated(source):
    """The lines whose note is prose without Chinese."""
    return [
        line
        for line, english, chinese in notes(source)
        if any(map(is_prose, english)) and not any(map(CHINESE.search, chinese or ()))
    ]


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.parent.name)
def test_every_note_that_is_prose_is_in_chinese_too(path):
    assert untranslated(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.parent.name)
def test_every_public_name_is_in_both_languages(path):
    public = [
        function
        for function in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(function, ast.FunctionDef)
        and any(
            isinstance(d, ast.Call)
            and isinstance(d.func, ast.Attribute)
            and d.func.attr in ("function", "law", "scenario")
            for d in function.decorator_list
        )
    ]
    assert public
    for function in public:
        english, *others = (ast.get_docstring(function) or "").splitlines()
        (chinese,) = [line.removeprefix("zh: ") for line in others if line.startswith("zh: ")]
        assert english
        assert not CHINESE.search(english)
        assert CHINESE.search(chinese), function.name


def test_there_are_sixty_contracts_with_hundreds_of_notes():
    assert len(CONTRACTS) == 60
    assert sum(len(list(notes(path.read_text(encoding="utf-8")))) for path in CONTRACTS) > 500


@pytest.mark.parametrize(
    ("note", "prose"),
    [
        ("the weight", True),
        ("is_shared of a copy", True),
        ("x at the indices", True),
        ("gradient of x.sum()", True),
        ("max_pool2d(x + c, 2)", False),
        ("conv2d(x, weight, ...)", False),
        ("ctc_loss", False),
        ("a <= b <= c", False),
        ("mode='fan_in'", False),
        (f"{FIELD} afterwards", True),
        (f"v {FIELD} {FIELD}", False),
        ("Adam([])", False),
    ],
)
def test_prose_is_told_from_code(note, prose):
    assert is_prose(note) is prose


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('expect(1, "the weight")', True),
        ('expect(1, note="the weight")', True),
        ('expect(1, "the weight", zh="weight")', True),
        ('expect(1, "the weight", zh="权重")', False),
        ('expect(1, "f(x)")', False),
        ('expect(1, f"{name} afterwards")', True),
        ('expect(1, f"{name} afterwards", zh=f"之后的 {name}")', False),
        ('note = "the weight"; expect(1, note)', True),
        ('note, zh = "the weight", "权重"; expect(1, note, zh=zh)', False),
        ('for n in ("f(x)", "the weight"): expect(1, n)', True),
        ('for n in ("f(x)", "g(x)"): expect(1, n)', False),
        ('for n, other in table(): expect(1, f"f({n})")', True),
        ("for n in NAMES: expect(1, n)", True),
    ],
)
def test_a_note_without_chinese_is_found_wherever_it_is_written(body, found):
    source = (
        f"def table():\n    return [('a tensor', 3)]\nNAMES = {{'the weight': 1}}\ndef law():\n    {body}\n"
    )
    assert bool(untranslated(source)) is found
