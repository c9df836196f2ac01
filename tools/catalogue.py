"""Keeps the translations: `python tools/catalogue.py` brings grader.po up to date and compiles grader.mo."""

from __future__ import annotations

import ast
import inspect
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import jinja2
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import extract_from_ast

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "grader" / "locale" / "zh" / "LC_MESSAGES" / "grader.po"
MO = PO.with_suffix(".mo")

# Written by hand: the usual header has dates and names, which would change the file at every run.
HEADER = rb"""# Chinese translations of torchgrade.
msgid ""
msgstr ""
"Language: zh\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""

UNCHANGING = datetime(2026, 1, 1, tzinfo=UTC)

# What click itself says where our users read it.
WORDS_OF_CLICK = (
    "Usage:",
    "Options",
    "Commands",
    "Arguments",
    "Error: {message}",
    "Try '{command} {option}' for help.",
    "Show this message and exit.",
    "Show the version and exit.",
    "No such command {name!r}.",
    "No such option: {name}",
    "No such option {name!r}.",
    "Option {name!r} requires an argument.",
    "Missing argument",
    "Missing option",
    "Missing command.",
    "Invalid value: {message}",
    "Invalid value for {param_hint}: {message}",
    "{value!r} is not a valid {number_type}.",
    "integer",
    "integer range",
    "{value} is not in the range {range}.",
    "required",
    "default: {default}",
)
_CLICK_PLURALS = (
    ("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    ("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    ("(Possible options: {possibilities})", "(Possible options: {possibilities})"),
)


def template() -> Catalog:
    """Return every sentence of the package that can be translated, without translations."""
    catalog = Catalog(project="torchgrade", charset="utf-8")
    for path in sorted((ROOT / "grader").rglob("*.py")):
        for sentence in _marked(ast.parse(path.read_text(encoding="utf-8"))):
            catalog.add(sentence)
    for path in sorted((ROOT / "grader").rglob("templates/*.html")):
        for sentence in _marked_in_template(path.read_text(encoding="utf-8")):
            catalog.add(sentence)
    for sentence in (*_help_texts(), *WORDS_OF_CLICK):
        catalog.add(sentence)
    for one_and_many in _CLICK_PLURALS:
        catalog.add(one_and_many)
    return catalog


def _marked(tree: ast.AST) -> Iterator[str | tuple[str, ...]]:
    """Yield the sentences in _(...), message(...) and plural(...), those inside f-strings too."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        texts = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in ("_", "message") and texts:
            yield texts[0]
        elif name == "plural" and len(texts) == 2:
            yield tuple(texts)


def _marked_in_template(source: str) -> Iterator[str | tuple[str, ...]]:
    """Yield the sentences in _(...) and plural(...) of a Jinja template."""
    tree = jinja2.Environment().parse(source)
    for _, name, texts in extract_from_ast(tree, ("_", "plural"), babel_style=False):
        yield texts[0] if name == "_" else texts


def _help_texts() -> list[str]:
    from grader.cli.group import grade

    commands = list(_commands(grade))
    texts = [inspect.cleandoc(command.help or "") for command in commands]
    for command in commands:
        texts += [
            option.help for option in command.params if isinstance(option, click.Option) and option.help
        ]
    # click's own option texts come from its catalogue, and the others are shown as they stand here
    return list(dict.fromkeys(text for text in texts if text))


def _commands(command: click.Command) -> Iterator[click.Command]:
    """Yield `command` and all that it leads to."""
    yield command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None, name
            yield from _commands(below)


def catalogue() -> Catalog:
    """Return the Chinese catalogue as it is on disk."""
    with PO.open("rb") as file:
        catalog = read_po(file, locale="zh")
    catalog.creation_date = (
        UNCHANGING  # else the time of this run, and the compiled file would differ every time
    )
    return catalog


def compiled(catalog: Catalog) -> bytes:
    """Return the .mo file of `catalog`."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def missing(catalog: Catalog) -> list[str]:
    """Return the sentences of the package for which `catalog` has no translation."""
    lacking = []
    for sentence in template():
        if not sentence.id:
            continue
        known = catalog.get(sentence.id)
        if (
            known is None
            or known.fuzzy
            or not known.string
            or (isinstance(known.string, tuple) and "" in known.string)
        ):
            lacking.append(str(sentence.id))
    return lacking


def main() -> int:
    """Update both files; the exit status says whether translations are missing."""
    catalog = catalogue() if PO.exists() else Catalog(locale="zh")
    catalog.update(template(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        file.write(HEADER)
        write_po(file, catalog, no_location=True, omit_header=True, width=110)
    MO.write_bytes(compiled(catalogue()))
    lacking = missing(catalog)
    for sentence in lacking:
        sys.stderr.write(f"not translated: {sentence}\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
