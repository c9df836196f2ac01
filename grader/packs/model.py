"""What a pack and an exercise are: folders with a fixed shape, and the errors that explain a wrong one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from grader import __version__
from grader.language import Message, Problem, message, system_error
from grader.verdict import Title

ROOMS = ("exercises", "solutions")
BUILT_IN = "torchgrade"

FOLDER_NAME = re.compile(r"(?P<number>\d{2,})_(?P<slug>[a-z][a-z0-9_]*)")
FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<data>.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)


class PackError(Problem):
    """Something is wrong in a pack: in which file, on which line, and what mends it."""

    exit_status = 3

    def __init__(self, path: Path, line: int | None, what: Message, next_step: Message) -> None:
        super().__init__(what, next_step)
        self.path = path
        self.line = line

    def in_language(self, language: str) -> str:
        """Return where, what and the next step as one paragraph."""
        place = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        return f"{place}: {super().in_language(language)}"


@dataclass(frozen=True)
class Exercise:
    """One exercise: two folders with one stem. Its text files are read when they are asked for."""

    number: int
    slug: str
    pack: Pack = field(repr=False, compare=False)
    folder: Path
    solutions: Path
    title: Title
    topic: str
    level: int
    points: float
    prerequisites: tuple[int, ...] = ()

    @property
    def stem(self) -> str:
        """The name of both folders, for instance ``46_max_pooling``."""
        return self.folder.name

    @property
    def stub(self) -> Path:
        """The file that the learner edits."""
        return self.folder / f"{self.slug}.py"

    @property
    def contract(self) -> Path:
        """The file that says what must hold."""
        return self.folder / "contract.py"

    @property
    def picture(self) -> Path:
        """The picture of its statements, which an exercise may lack."""
        return self.folder / "picture.svg"

    @property
    def solution(self) -> Path:
        """The worked solution."""
        return self.solutions / f"{self.slug}.py"

    @property
    def alternates(self) -> tuple[Path, ...]:
        """Other correct ways, which must pass."""
        return tuple(sorted((self.solutions / "alternate").glob("*.py")))

    @property
    def wrong(self) -> tuple[Path, ...]:
        """Files with one misconception each, which must fail."""
        return tuple(sorted((self.solutions / "wrong").glob("*.py")))

    def question(self, language: str) -> Path:
        """Return the file of the statement in `language`."""
        return self.folder / ("question.zh.md" if language == "zh" else "question.md")

    def hints(self, language: str) -> Path:
        """Return the file of the hints in `language`, which an exercise may lack."""
        return self.folder / ("hints.zh.md" if language == "zh" else "hints.md")

    def statement(self, language: str) -> str:
        """Return the statement in `language` as Markdown, without its front matter."""
        path = self.question(language)
        return FRONT_MATTER.sub("", read_text(path), count=1).lstrip("\n")


@dataclass(frozen=True)
class Pack:
    """A folder that holds `exercises/` and `solutions/`.

    `exercises` are those without a problem, by number, in order. `problems` is everything that is wrong.
    """

    root: Path
    name: str
    exercises: Mapping[int, Exercise] = field(default_factory=dict, repr=False, compare=False)
    problems: tuple[PackError, ...] = field(default=(), repr=False, compare=False)

    @cached_property
    def version(self) -> str:
        """The release of the built-in pack; of another, twelve digits that change when a file of it does."""
        return __version__ if self.name == BUILT_IN else _digest(self.root)

    def problems_of(self, word: str) -> tuple[PackError, ...]:
        """Return what is wrong with the exercise that `word` names by number, slug or folder name."""
        return tuple(problem for problem in self.problems if _lies_in(problem.path, word, self.root))


@dataclass(frozen=True, slots=True)
class Mistake:
    """What a wrong solution says about itself."""

    stem: str
    caught_by: str
    sentence: Title


def read_text(path: Path) -> str:
    """Read a file of a pack, or raise the PackError that says why that is not possible."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise missing(path) from error
    except UnicodeDecodeError as error:
        raise PackError(
            path, None, message("this file is not UTF-8."), message("Save it as UTF-8.")
        ) from error
    except OSError as error:
        raise PackError(
            path,
            None,
            message("this file cannot be read: {reason}.", reason=system_error(error)),
            message("Check that it is a file and that you may read it."),
        ) from error


def missing(path: Path) -> PackError:
    """Return the error for a file that an exercise needs and does not have."""
    return PackError(
        path,
        None,
        message("this file is missing."),
        message("An exercise needs it: `grade new NN_slug` shows the shape of a whole one."),
    )


def _digest(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(
        path for room in ROOMS for path in (root / room).rglob("*") if path.suffix in (".py", ".md")
    ):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _lies_in(path: Path, word: str, root: Path) -> bool:
    folder = path.relative_to(root).parts[1] if path.is_relative_to(root) and path != root else ""
    found = FOLDER_NAME.fullmatch(folder)
    if found is None:
        return folder != "" and word == folder
    return word in (folder, found["slug"]) or (word.isdecimal() and int(word) == int(found["number"]))
