"""The interviewer's review: grades what was handed in with the official questions, beside what the log says."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from grader.classroom.screen.archive import Archive
from grader.classroom.screen.evidence import Attempt, Evidence, examine
from grader.classroom.screen.likeness import likeness
from grader.classroom.screen.screening import Candidate, Screening
from grader.language import Message, message
from grader.packs import Exercise
from grader.report.cleaning import one_line
from grader.verdict import Status, Verdict

# From so much on a person should look; short answers that are right are alike up to here.
STRIKING = 0.75
MOST_ALIKE = 5
MOST_ALIKE_FILES = 3

Grade = Callable[[Exercise, bytes], Verdict]


class State(StrEnum):
    """What was handed in for an exercise."""

    ANSWERED = "answered"
    MISSING = "missing"
    UNCHANGED = "unchanged"
    NO_TEXT = "no text"


class Source(StrEnum):
    """What an answer was compared with."""

    CANDIDATE = "candidate"
    SOLUTION = "solution"
    ALTERNATE = "alternate"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike an answer and another text are, from 0 to 1: the candidate `id`, or the file `id` of the pack."""

    source: Source
    id: str
    name: str
    share: float

    @property
    def striking(self) -> bool:
        """Whether a person should look."""
        return self.share >= STRIKING


@dataclass(frozen=True, slots=True)
class Answer:
    """What one candidate handed in for one exercise, and what became of it.

    Args:
        exercise: which one.
        state: whether there is an answer.
        stub: what the candidate began with.
        text: the file; "" without one.
        sha256: of its bytes.
        verdict: ours, with the official questions; None where nothing was graded.
        reason: why there is no verdict although there is an answer.
        attempts: those that the log has.
        recorded: seconds after which this very file was first graded, or packed; None where that is not known.
        late: how many of them are beyond the time; 0 in time.
        alike: the texts that are most like it, the most alike first.
    """

    exercise: Exercise
    state: State
    stub: str
    text: str = field(repr=False)
    sha256: str
    verdict: Verdict | None = None
    reason: Message | str = ""
    attempts: tuple[Attempt, ...] = ()
    recorded: float | None = None
    late: float = 0.0
    alike: tuple[Alike, ...] = ()

    @property
    def score(self) -> float | None:
        """The official points; None where it could not be graded, which is not zero."""
        if self.verdict is not None:
            return self.verdict.score
        return None if self.reason else 0.0


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Everything about one candidate. `notes` are about the archive, in sentences."""

    screening: Screening
    candidate: Candidate
    archive: Path
    answers: tuple[Answer, ...]
    evidence: Evidence
    reviewed: datetime
    notes: tuple[Message, ...] = ()

    @property
    def score(self) -> float | None:
        """The sum of the points; None while an answer could not be graded."""
        scores = [answer.score for answer in self.answers]
        return None if None in scores else round(sum(score for score in scores if score is not None), 2)

    @property
    def maximum(self) -> float:
        """What all exercises are worth."""
        return self.screening.assignment.maximum

    @property
    def late(self) -> float:
        """By how many seconds the latest answer is beyond the time."""
        return max((answer.late for answer in self.answers), default=0.0)

    @property
    def striking(self) -> tuple[Alike, ...]:
        """What is so alike that a person should look."""
        return tuple(alike for answer in self.answers for alike in answer.alike if alike.striking)


def review(
    screening: Screening,
    archives: Sequence[Archive],
    exercises: Mapping[str, Exercise],
    grade: Grade,
    now: datetime,
    progress: Callable[[Candidate, Exercise], None] = lambda _candidate, _exercise: None,
) -> tuple[tuple[Scorecard, ...], tuple[Message, ...]]:
    """Return a scorecard for each candidate who sent an archive, in the order of `screen.toml`, and what was odd.

    Args:
        screening: what was asked.
        archives: what was sent.
        exercises: name of a folder -> exercise.
        grade: gives the official verdict on a file; what it raises is told as the reason.
        now: the time of the review.
        progress: is called before each answer.
    """
    sent, complaints = _by_candidate(screening, archives)
    graded = _Graded(grade)
    cards = []
    for candidate in screening.candidates:
        if candidate.id not in sent:
            continue
        archive = sent[candidate.id]
        evidence = examine(archive, screening.kit(candidate), candidate.made, now)
        answers = []
        for stem in screening.order(candidate):
            progress(candidate, exercises[stem])
            answers.append(_answer(screening, archive, evidence, exercises[stem], graded))
        cards.append(
            Scorecard(screening, candidate, archive.path, tuple(answers), evidence, now, archive.notes)
        )
    return tuple(_compared(cards)), complaints


def _by_candidate(
    screening: Screening, archives: Sequence[Archive]
) -> tuple[dict[str, Archive], tuple[Message, ...]]:
    """Return candidate -> archive; of several from one candidate, the one that was named last."""
    sent: dict[str, Archive] = {}
    complaints = []
    for archive in archives:
        candidate = screening.candidate_of(archive.kit)
        if candidate is None:
            complaints.append(
                message(
                    "{path} belongs to no kit of this take-home, and is left out.",
                    path=one_line(archive.path.name),
                )
            )
            continue
        if candidate.id in sent:
            complaints.append(
                message(
                    "{name} sent several archives; {path} is reviewed, and {other} is not.",
                    name=candidate.name,
                    path=one_line(archive.path.name),
                    other=one_line(sent[candidate.id].path.name),
                )
            )
        sent[candidate.id] = archive
    return sent, tuple(complaints)


class _Graded:
    """Grades equal files once; the questions are the same for everybody, so the verdict is too."""

    def __init__(self, grade: Grade) -> None:
        self._grade = grade
        self._known: dict[tuple[str, str], tuple[Verdict | None, Message | str]] = {}

    def verdict(self, exercise: Exercise, source: bytes) -> tuple[Verdict | None, Message | str]:
        """Return the verdict, or None and why there is none: a fault of the grader is nobody's score."""
        key = (exercise.stem, hashlib.sha256(source).hexdigest())
        if key not in self._known:
            self._known[key] = self._asked(exercise, source)
        return self._known[key]

    def _asked(self, exercise: Exercise, source: bytes) -> tuple[Verdict | None, Message | str]:
        try:
            verdict = self._grade(exercise, source)
        except Exception as error:  # one candidate's file must not cost the others their review
            return None, f"{type(error).__name__}: {error}"
        if verdict.status is Status.GRADER_ERROR:
            return None, message("a check of this exercise broke by itself")
        return verdict, ""


def _answer(
    screening: Screening, archive: Archive, evidence: Evidence, exercise: Exercise, graded: _Graded
) -> Answer:
    stub = exercise.stub.read_text(encoding="utf-8")
    attempts = tuple(each for each in evidence.attempts if each.entry.exercise == exercise.stem)
    source = archive.answers.get(exercise.stem)
    if source is None:
        return Answer(exercise, State.MISSING, stub, "", "", attempts=attempts)
    sha256 = hashlib.sha256(source).hexdigest()
    try:
        text = source.decode()
    except UnicodeDecodeError:
        return Answer(exercise, State.NO_TEXT, stub, "", sha256, attempts=attempts)
    if not text.strip() or text.split() == stub.split():
        return Answer(exercise, State.UNCHANGED, stub, text, sha256, attempts=attempts)
    verdict, reason = graded.verdict(exercise, source)
    recorded = evidence.recorded(exercise.stem, sha256)
    if recorded is None:
        recorded = evidence.used
    late = 0.0 if recorded is None else max(0.0, recorded - 60 * screening.minutes)
    return Answer(exercise, State.ANSWERED, stub, text, sha256, verdict, reason, attempts, recorded, late)


def _compared(cards: Sequence[Scorecard]) -> list[Scorecard]:
    """Return the cards with what their answers are alike to: the others' answers and the files of the pack."""
    texts = {
        (answer.exercise.stem, card.candidate.id): answer.text
        for card in cards
        for answer in card.answers
        if answer.state is State.ANSWERED
    }
    names = {card.candidate.id: card.candidate.name for card in cards}
    pack: dict[str, list[tuple[Source, str, str, str]]] = {}
    compared = []
    for card in cards:
        answers = []
        for answer in card.answers:
            stem = answer.exercise.stem
            if stem not in pack:
                pack[stem] = list(_of_pack(answer.exercise))
            others = [
                (Source.CANDIDATE, owner, names[owner], text)
                for (exercise, owner), text in texts.items()
                if exercise == stem and owner != card.candidate.id
            ]
            answers.append(replace(answer, alike=_alike(answer, [*others, *pack[stem]])))
        compared.append(replace(card, answers=tuple(answers)))
    return compared


def _of_pack(exercise: Exercise) -> list[tuple[Source, str, str, str]]:
    files = [(Source.SOLUTION, exercise.solution)]
    files += [(Source.ALTERNATE, path) for path in exercise.alternates]
    files += [(Source.WRONG, path) for path in exercise.wrong]
    return [(source, path.stem, path.stem, path.read_text(encoding="utf-8")) for source, path in files]


def _alike(answer: Answer, others: Sequence[tuple[Source, str, str, str]]) -> tuple[Alike, ...]:
    if answer.state is not State.ANSWERED:
        return ()
    found = []
    for source, identifier, name, text in others:
        share = likeness(answer.text, text, answer.stub)
        if share is not None:
            found.append(Alike(source, identifier, name, round(share, 3)))
    found.sort(key=lambda alike: -alike.share)
    candidates = [alike for alike in found if alike.source is Source.CANDIDATE]
    files = [alike for alike in found if alike.source is not Source.CANDIDATE]
    return tuple(candidates[:MOST_ALIKE] + files[:MOST_ALIKE_FILES])
