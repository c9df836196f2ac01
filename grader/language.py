"""The languages in which the grader speaks, and how a sentence finds its translation."""

from __future__ import annotations

import errno
import gettext
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "zh")
DOMAIN = "grader"
LOCALE_DIRECTORY = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Translator:
    """Calling it with an English sentence returns the sentence in `language`, with its fields filled in."""

    language: str
    _catalogue: gettext.NullTranslations

    def __call__(self, sentence: str, /, **fields: Any) -> str:
        """Translate `sentence` and put `fields` into its braces."""
        translated = self._catalogue.gettext(sentence) if sentence else sentence
        return translated.format(**fields) if fields else translated

    def plural(self, one: str, many: str, count: int, /, **fields: Any) -> str:
        """Translate `one` or `many`, whichever fits `count`; the field ``count`` is filled in."""
        return self._catalogue.ngettext(one, many, count).format(count=count, **fields)

    def paragraph(self, *sentences: str) -> str:
        """Return sentences one after the other; between Chinese ones stands no space."""
        return ("" if self.language == "zh" else " ").join(sentences)


@cache
def text(language: str) -> Translator:
    """Return the translator into `language`, which is "en" or "zh".

    Raises ValueError for any other language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {language!r}")
    if language == "en":
        return Translator(language, gettext.NullTranslations())
    return Translator(language, gettext.translation(DOMAIN, LOCALE_DIRECTORY, [language]))


def language_of(environment: Mapping[str, str] | None = None) -> str:
    """Return the language that the environment asks for: GRADE_LANG first, then the locale, else English."""
    environment = os.environ if environment is None else environment
    for name in ("GRADE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "").lower()
        if value:
            return "zh" if value.startswith("zh") else "en"
    return "en"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence that is translated when somebody reads it, and not when it is made."""

    sentence: str
    fields: dict[str, Any] = field(default_factory=dict)

    def in_language(self, language: str) -> str:
        """Return the sentence in `language`, with its fields filled in; a field may be a message too."""
        fields = {
            name: value.in_language(language) if isinstance(value, Message) else value
            for name, value in self.fields.items()
        }
        return text(language)(self.sentence, **fields)

    def __str__(self) -> str:
        return self.in_language("en")


def message(sentence: str, /, **fields: Any) -> Message:
    """Mark `sentence` for translation and keep it with its fields."""
    return Message(sentence, fields)


def told(what: Message | str, language: str) -> str:
    """Return `what` in `language`; a text that is nobody's sentence, such as an error of the system, as it is."""
    return what.in_language(language) if isinstance(what, Message) else what


def system_error(error: OSError) -> Message | str:
    """Return why the system refused: the usual reasons as sentences, the others in its own words."""
    usual = {
        errno.ENOENT: message("no such file or folder"),
        errno.EACCES: message("permission denied"),
        errno.EPERM: message("permission denied"),
        errno.EISDIR: message("it is a folder"),
        errno.ENOTDIR: message("part of the path is no folder"),
        errno.ENOSPC: message("no space is left on the device"),
        errno.EROFS: message("the file system is read-only"),
    }
    return usual.get(error.errno or 0) or error.strerror or str(error)


class Problem(Exception):
    """Something that the person at the keyboard can mend: what it is, and what to do next."""

    exit_status = 2

    def __init__(self, what: Message, next_step: Message) -> None:
        super().__init__(what, next_step)
        self.message = what
        self.next_step = next_step

    def __str__(self) -> str:
        return self.in_language("en")

    def in_language(self, language: str) -> str:
        """Return both sentences as one paragraph in `language`."""
        sentences = self.message.in_language(language), self.next_step.in_language(language)
        return text(language).paragraph(*sentences)
