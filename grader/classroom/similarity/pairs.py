"""Finds the pairs of answers worth a look, through an index of what is rare, and never by trying all pairs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from grader.classroom.similarity.features import Text, likeness

# Short functions come out alike by themselves: below ten lines of one's own more has to be common.
LONG_LINES = 10
LONG_THRESHOLD = 0.75
SHORT_THRESHOLD = 0.90
# What more than this share of a class has is how one writes it; it makes no pair, though it counts within one.
COMMON = 0.5
FEW = 6


@dataclass(frozen=True)
class Document:
    """One answer. `owner` is a student, or for a file of the pack its name there (`of_pack`)."""

    owner: str
    text: Text
    sha256: str
    of_pack: bool = False


@dataclass(frozen=True)
class Pair:
    """Two answers that look alike.

    Args:
        first: an answer of the class.
        second: another, or a file of the pack.
        likeness: from 0 to 1.
        rare: how many of the common stretches no other answer has.
    """

    first: Document
    second: Document
    likeness: float
    rare: int

    @property
    def id(self) -> str:
        """Says which two files these are, whoever is named first."""
        return "-".join(sorted(document.sha256[:12] for document in (self.first, self.second)))


def threshold(a: Text, b: Text) -> float:
    """Return from which likeness on two answers are worth a look."""
    return LONG_THRESHOLD if min(len(a.lines), len(b.lines)) >= LONG_LINES else SHORT_THRESHOLD


def similar_pairs(documents: Sequence[Document]) -> list[Pair]:
    """Return the pairs of one exercise that are worth a look, the most alike first.

    An answer without anything of its own is in no pair. Two files of the pack are none either.
    """
    documents = [document for document in documents if document.text.tokens]
    owners: dict[int, list[int]] = defaultdict(list)
    for number, document in enumerate(documents):
        for feature in document.text.features:
            owners[feature].append(number)
    most = max(FEW, int(COMMON * sum(not document.of_pack for document in documents)))
    candidates: Counter[tuple[int, int]] = Counter()
    for holders in owners.values():
        if len(holders) <= most:
            candidates.update(combinations(holders, 2))
    candidates.update(pair for pair in _same_files(documents) if pair not in candidates)
    pairs = []
    for a, b in candidates:
        first, second = sorted((documents[a], documents[b]), key=lambda d: d.of_pack)
        if first.of_pack or first.owner == second.owner:
            continue
        alike = likeness(first.text, second.text)
        if alike is not None and alike >= threshold(first.text, second.text):
            shared = first.text.features.keys() & second.text.features.keys()
            pairs.append(Pair(first, second, alike, sum(len(owners[feature]) == 2 for feature in shared)))
    return sorted(pairs, key=lambda p: (-p.likeness, -p.rare, p.first.owner, p.second.owner))


def _same_files(documents: Sequence[Document]) -> Iterable[tuple[int, int]]:
    """Yield neighbours among the answers with the same tokens: a chain is enough to see the whole group."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, document in enumerate(documents):
        groups[document.text.tokens].append(number)
    for members in groups.values():
        yield from pairwise(members)
