"""Which exercise a name stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from grader.classroom.collect.definitions import asked_for
from grader.classroom.collect.names import Word, compact, ideographs, plain, versions, words
from grader.packs import Exercise

# Words before a number that say that it is the number of an exercise, and such that say that it is none.
_BEFORE = frozenset(
    {
        "exercise",
        "exercises",
        "ex",
        "question",
        "q",
        "problem",
        "prob",
        "p",
        "task",
        "no",
        "nr",
        "number",
        "第",
        "题",
        "练习",
        "问题",
    }
)
_AFTER = "题"
# A number after one of these counts something else.
_OTHER_NUMBER = frozenset(
    {"hw", "homework", "assignment", "lab", "week", "day", "part", "group", "team", "v", "version", "copy", "python",
     "py", "作业", "实验", "小组"}
)  # fmt: skip
_SHORTEST_CONTAINED = 4
_MOST_WORDS = 12


class Sure(IntEnum):
    """How a file was recognised, the surest first."""

    EXACT = 0
    CONTAINED = 1
    NUMBER = 2
    DEFINES = 3


@dataclass(frozen=True, slots=True)
class Match:
    """Which exercise a name stands for: how sure that is, which version of it, and what else the name says."""

    exercise: str
    sure: Sure
    version: float = 0.0
    rest: str = ""


class Exercises:
    """The exercises of an assignment, with those of the rest of the pack, so that neither is taken for the other."""

    def __init__(self, assigned: Mapping[str, Exercise], others: Iterable[Exercise] = ()) -> None:
        self.names: tuple[str, ...] = tuple(assigned)
        self.asked = {name: asked_for(exercise.stub) for name, exercise in assigned.items()}
        self._numbers = {exercise.number: name for name, exercise in assigned.items()}
        self._aliases: dict[str, str] = {}
        for exercise in [*(other for other in others if other.stem not in assigned), *assigned.values()]:
            for alias in (exercise.slug, exercise.stem, exercise.title.en, exercise.title.zh):
                self._aliases[compact(alias)] = exercise.stem
        self._chinese = [alias for alias in self._aliases if ideographs(alias) == [alias]]

    def exact(self, text: str) -> str | None:
        """Return the exercise of the assignment that `text` names and nothing else, as a header or a tag does."""
        found = self._exact(words(text))
        return found if found in self.names else None

    def match(self, name: str) -> Match | None:
        """Return the exercise of the pack that the name of a file, without its ending, stands for."""
        for bare, version in versions(name):
            found = self._exact(words(bare))
            if found is not None:
                return Match(found, Sure.EXACT, version)
        found_words = words(name)
        folded = plain(name)
        text = name if len(name) == len(folded) else folded
        best = max(self._contained(found_words), key=lambda span: span.end - span.start, default=None)
        if best is not None:
            *_, (bare, version) = versions(_rest(text, best.start, best.end))
            return Match(self._aliases[best.text], Sure.CONTAINED, version, bare)
        return self._by_number(text, found_words)

    def _contained(self, found: Sequence[Word]) -> Iterator[Word]:
        """Yield where a name holds that of an exercise."""
        for first, word in enumerate(found):
            alias = ""
            for last in found[first : first + _MOST_WORDS]:
                alias += last.text
                if alias in self._aliases and (len(alias) >= _SHORTEST_CONTAINED or not alias.isascii()):
                    yield Word(alias, word.start, last.end)
            for alias in self._chinese:
                at = word.text.find(alias)
                if at >= 0:
                    yield Word(alias, word.start + at, word.start + at + len(alias))

    def _exact(self, found: Sequence[Word]) -> str | None:
        texts = [word.text for word in found]
        while len(texts) > 1 and texts[0] in _BEFORE:
            del texts[0]
        joined = "".join(texts)
        if joined in self._aliases:
            return self._aliases[joined]
        if not texts or not texts[0].isdecimal():
            return None
        number = self._numbers.get(_number(texts[0]))
        rest = "".join(texts[1:]).removeprefix(_AFTER)
        return number if number is not None and (not rest or self._aliases.get(rest) == number) else None

    def _by_number(self, text: str, found: Sequence[Word]) -> Match | None:
        """Return the exercise whose number a name begins or ends with: "46-pooling", "zhang_san_46"."""
        for position, word in enumerate(found):
            number = self._numbers.get(_number(word.text)) if word.text.isdecimal() else None
            if number is None:
                continue
            before = found[position - 1].text if position else ""
            if before in _OTHER_NUMBER:
                continue
            marked = before in _BEFORE
            first = position == 0
            last = position == len(found) - 1 and len(word.text) >= 2
            if marked or first or last:
                start = found[position - 1] if marked else word
                return Match(number, Sure.NUMBER, 0.0, _rest(text, start.start, word.end))
        return None


def _number(digits: str) -> int:
    return int(digits) if len(digits) <= 4 else -1


def _rest(text: str, start: int, end: int) -> str:
    """Return what a name says beside the part from `start` to `end`."""
    before, after = text[:start].strip(" _-.+,#()[]"), text[end:].strip(" _.+,#[]")
    return " ".join(part for part in (before, after) if part)
