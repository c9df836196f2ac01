"""Makes text that came from anywhere safe to print."""

from __future__ import annotations

import re
import unicodedata

# Control, format (among them the marks that reverse the direction of writing), surrogates, line and paragraph
# separators: none of them shows anything, and all of them can change what a terminal shows.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


# Colours, cursor movements and window titles: taken out whole, so that no half of one stays in the text.
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")


def clean(untrusted: str) -> str:
    """Return `untrusted` without control characters; line ends are kept and tabs become four spaces."""
    text = _ESCAPES.sub("", untrusted).replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(
        letter for letter in text if letter == "\n" or unicodedata.category(letter) not in _UNPRINTABLE
    )


def one_line(untrusted: str) -> str:
    """Return `untrusted` cleaned, with every run of white space as one space."""
    return " ".join(clean(untrusted).split())
