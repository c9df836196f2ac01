"""The two languages: which one is spoken, and that nothing is left untranslated."""

import errno
import importlib.util
import os
import string
from pathlib import Path

import pytest

from grader.language import Message, Problem, language_of, message, system_error, text, told

babel = pytest.importorskip("babel")
TOOL = Path(__file__).parent.parent / "tools" / "catalogue.py"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("catalogue", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"GRADE_LANG": "zh", "LANG": "en_US.UTF-8"}, "zh"),
        ({"GRADE_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_the_environment_chooses_the_language(environment, language):
    assert language_of(environment) == language


def test_a_language_that_is_not_spoken_is_refused():
    with pytest.raises(ValueError, match="'fr'"):
        text("fr")


def test_a_plural_agrees_with_its_count():
    assert text("en").plural("{count} input", "{count} inputs", 1) == "1 input"
    assert text("en").plural("{count} input", "{count} inputs", 2) == "2 inputs"
    assert text("zh").plural("{count} input", "{count} inputs", 2) == "2 组输入"


def test_a_message_inside_a_message_is_translated_too():
    told = message("It must be {wanted}.", wanted=Message("a text"))
    assert told.in_language("en") == "It must be a text."
    assert told.in_language("zh") == "它必须是一段文字。"


def test_between_chinese_sentences_stands_no_space():
    problem = Problem(message("No exercises were found."), message("Check that you may read it."))
    assert ". Check" in problem.in_language("en")
    assert "。请" in problem.in_language("zh")


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOSPC])
def test_the_usual_errors_of_the_system_are_told_in_chinese(number):
    error = OSError(number, os.strerror(number))
    assert told(system_error(error), "zh") != told(system_error(error), "en")


def test_a_rare_error_of_the_system_is_told_in_its_own_words():
    error = OSError(errno.EDOM, "out of its domain")
    assert told(system_error(error), "zh") == "out of its domain"
    assert told(system_error(OSError("no number")), "zh") == "no number"


def test_a_message_as_a_text_is_english():
    assert str(message("It must be {wanted}.", wanted=Message("a text"))) == "It must be a text."


def test_a_field_with_braces_is_taken_as_it_is():
    assert (
        Problem(message("{path} is empty.", path="{x}.py"), message("go on")).in_language("en")
        == "{x}.py is empty. go on"
    )


def test_every_sentence_is_translated(tool):
    assert tool.missing(tool.catalogue()) == []


def test_the_compiled_catalogue_is_that_of_the_readable_one(tool):
    from babel.messages.mofile import read_mo

    def one(text):  # singular and plural come as a list from one format and as a tuple from the other
        return text if isinstance(text, str) else tuple(text)

    with tool.MO.open("rb") as file:
        compiled = read_mo(file)
    assert {one(entry.id): one(entry.string) for entry in compiled if entry.id} == {
        one(entry.id): one(entry.string) for entry in tool.catalogue() if entry.id
    }


def test_translations_have_the_fields_of_their_sentences(tool):
    def fields(sentence):
        return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}

    for entry in tool.catalogue():
        if not entry.id or "python-brace-format" not in entry.flags:
            continue
        sentences = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        strings = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        known = set().union(*map(fields, sentences))
        for translated in strings:
            assert fields(translated) <= known, entry.id
