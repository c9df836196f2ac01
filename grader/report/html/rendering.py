"""Renders our templates: in one language, with everything escaped, cleaned and in one file that loads nothing.

A template extends `base.html` and imports what it needs of the other macros; see `templates/verdicts.html`.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader import __version__
from grader.language import text
from grader.report.cleaning import clean, one_line
from grader.report.html.kinds import kinds
from grader.report.html.pictures import bar, grids
from grader.report.html.printed import marked, unseen
from grader.report.html.sections import absent_devices, sections
from grader.report.parts import (
    MARKS,
    passed_of,
    points,
    question,
    reproduce,
    values,
)
from grader.report.sentences import failure_sentence, number, reason_sentence
from grader.verdict import CheckResult, Failure, Status, Title

TEMPLATES = Path(__file__).parent / "templates"
# The tags that browsers and screen readers know; hyphens, fonts and voices follow from them.
_TAGS = {"en": "en", "zh": "zh-Hans"}


def render(template: str, language: str, **facts: Any) -> bytes:
    """Return the HTML file that a template of ours makes of `facts`, in `language` ("en" or "zh").

    Everything that is put into a template is cleaned of control characters and escaped; there is no way around it
    but `Markup`, which is for text of our own.
    """
    return environment(language).get_template(template).render(**facts).encode()


@cache
def environment(language: str) -> Environment:
    """Return what our templates are rendered in: `_` and `plural` translate, and verdicts can be asked for."""
    _ = text(language)
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=_cleaned,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")

    def sentence(failure: Failure) -> str:
        return failure_sentence(failure, _)

    def reason(check: CheckResult) -> str:
        return reason_sentence(check, _)

    def in_language(title: Title) -> str:
        return one_line(title.in_language(language))

    made.globals |= {
        "_": _,
        "plural": _.plural,
        "language": _TAGS[language],
        "style": Markup(style),
        "style_hash": _hash(style),
        "grader_version": __version__,
        "Status": Status,
        "MARKS": MARKS,
        "absent_devices": absent_devices,
        "bar": bar,
        "grids": grids,
        "kinds": kinds,
        "marked": marked,
        "passed_of": passed_of,
        "question": question,
        "reason": reason,
        "reproduce": reproduce,
        "sections": lambda verdict: sections(verdict, language),
        "sentence": sentence,
        "unseen": unseen,
        "values": values,
    }
    made.filters |= {"in_language": in_language, "number": number, "one_line": one_line, "points": points}
    return made


def _cleaned(value: Any) -> Any:
    """Clean what a template prints; escaping follows. What templates and macros wrote themselves stays."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _hash(style: str) -> str:
    """Return the name of a style sheet for the content security policy, which then allows no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"
