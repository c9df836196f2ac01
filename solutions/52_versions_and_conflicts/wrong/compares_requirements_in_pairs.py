"""Looks for a conflict between two requirements only.

en: Your code behaves like one that compares requirements two by two. Can three wishes clash although any two of them agree?
zh: 你的代码像是两两比较各项要求。会不会任意两个都合得来，三个放在一起却冲突？
"""

import re
from typing import NamedTuple

CAUGHT_BY = "conflict.shape"

_VERSION = re.compile(
    r"""
    (?:(?P<epoch>\d+)!)?
    (?P<release>\d+(?:\.\d+)*)
    (?:(?P<pre>a|b|rc)(?P<pre_number>\d+))?
    (?:\.post(?P<post>\d+))?
    (?:\.dev(?P<dev>\d+))?
    (?:\+(?P<local>[a-z0-9]+(?:\.[a-z0-9]+)*))?
    """,
    re.VERBOSE | re.ASCII,
)
_CLAUSE = re.compile(r"(~=|==|!=|<=|>=|<|>)\s*(\S+)")

# Places on the ladder 1.0.dev1 < 1.0a1 < 1.0b1 < 1.0rc1 < 1.0. A development release of the final version
# sorts below every alpha, and a version without a pre-release part above every release candidate.
_BELOW_EVERYTHING, _FINAL = -1, 3
_RANK = {"a": 0, "b": 1, "rc": 2}


class Version(NamedTuple):
    """The parts of a version. `pre` is (letter, number) or None; `post` and `dev` are numbers or None."""

    epoch: int
    release: tuple[int, ...]
    pre: tuple[str, int] | None
    post: int | None
    dev: int | None
    local: tuple[str, ...]

    @property
    def is_prerelease(self) -> bool:
        """Whether this is an alpha, a beta, a release candidate or a development release."""
        return self.pre is not None or self.dev is not None

    def public_key(self) -> tuple:
        """A tuple that sorts as versions do, the local label left out."""
        if self.pre is not None:
            pre = (_RANK[self.pre[0]], self.pre[1])
        elif self.dev is not None and self.post is None:
            pre = (_BELOW_EVERYTHING, 0)
        else:
            pre = (_FINAL, 0)
        post = -1 if self.post is None else self.post  # no .post sorts below .post0
        dev = float("inf") if self.dev is None else self.dev  # no .dev sorts above every .devN
        return self.epoch, self.release, pre, post, dev

    def key(self) -> tuple:
        """A tuple that sorts as versions do. In a local label, numbers sort above words."""
        return *self.public_key(), tuple(
            (1, int(part), "") if part.isdigit() else (0, 0, part) for part in self.local
        )


def parse(text: str) -> Version:
    """Read a version. Trailing zeros go, so that 2.9 and 2.9.0 are the same tuple.

    Raises:
        ValueError: if `text` is not a version.
    """
    match = _VERSION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a version")
    numbers = [int(part) for part in match["release"].split(".")]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return Version(
        epoch=int(match["epoch"] or 0),
        release=tuple(numbers),
        pre=(match["pre"], int(match["pre_number"])) if match["pre"] else None,
        post=int(match["post"]) if match["post"] else None,
        dev=int(match["dev"]) if match["dev"] else None,
        local=tuple(match["local"].split(".")) if match["local"] else (),
    )


class Clause(NamedTuple):
    """One comparison, such as ``>=2.9``. `prefix` holds the numbers that ``.*`` or ``~=`` keeps."""

    operator: str
    version: Version
    prefix: tuple[int, ...] | None


def parse_clause(text: str) -> Clause:
    """Read one clause of a specifier.

    Raises:
        ValueError: if it has no operator, no version, or a version that this operator does not take.
    """
    match = _CLAUSE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a clause such as '>=2.9'")
    operator, wanted = match.groups()
    wildcard = wanted.endswith(".*")
    bare = wanted.removesuffix(".*")
    version = parse(bare)
    prefix = None
    if wildcard:
        if operator not in ("==", "!="):
            raise ValueError(f"{text!r}: only == and != take a wildcard")
        if version.is_prerelease or version.post is not None or version.local:
            raise ValueError(f"{text!r}: only release numbers may stand before .*")
        # Not version.release: there 2.0.* would have lost its zero and would match 2.1.
        prefix = _release_numbers(bare)
    if version.local and operator not in ("==", "!="):
        raise ValueError(f"{text!r}: only == and != take a local version")
    if operator == "~=":
        prefix = _release_numbers(bare)[:-1]
        if not prefix:
            raise ValueError(f"{text!r}: ~= needs at least two numbers")
    return Clause(operator, version, prefix)


def _release_numbers(version: str) -> tuple[int, ...]:
    """The release numbers of a valid version as they were written, trailing zeros and all."""
    match = _VERSION.fullmatch(version)
    assert match is not None
    return tuple(int(part) for part in match["release"].split("."))


def _starts_with(version: Version, prefix: tuple[int, ...], epoch: int) -> bool:
    """Whether the release numbers begin with `prefix`, missing numbers being zeros."""
    padded = version.release + (0,) * len(prefix)
    return version.epoch == epoch and padded[: len(prefix)] == prefix


def _holds(clause: Clause, version: Version) -> bool:
    """Whether `version` fits one clause, whatever the rule about pre-releases says."""
    operator, wanted, prefix = clause
    here, there = version.public_key(), wanted.public_key()
    if operator == "!=":
        return not _holds(clause._replace(operator="=="), version)
    if operator == "==":
        if prefix is not None:
            return _starts_with(version, prefix, wanted.epoch)
        return version.key() == wanted.key() if wanted.local else here == there
    if operator == "~=":
        assert prefix is not None
        return here >= there and _starts_with(version, prefix, wanted.epoch)
    if operator == "<=":
        return here <= there
    if operator == ">=":
        return here >= there
    if operator == "<":
        # 2.9rc1 does come before 2.9, but who writes <2.9 wants nothing from 2.9.dev0 on.
        return here < (there if wanted.is_prerelease else wanted._replace(dev=0).public_key())
    # Comparing public keys keeps 2.9+cpu from being newer than 2.9. And 2.9.post1 is still 2.9.
    own_post_release = wanted.post is None and version._replace(post=None, dev=None, local=()) == wanted
    return here > there and not own_post_release


def _clauses(specifier: str) -> list[Clause]:
    """All clauses of a specifier, read before any is judged, so that none can hide a fault."""
    if not specifier.strip():
        return []
    return [parse_clause(part) for part in specifier.split(",")]


def _fits(candidate: Version, clauses: list[Clause]) -> bool:
    """Whether a version fits every clause, and was asked for if it is a pre-release."""
    # != names what is not wanted, so it cannot be a request.
    asked_for = any(clause.operator != "!=" and clause.version.is_prerelease for clause in clauses)
    if candidate.is_prerelease and not asked_for:
        return False
    return all(_holds(clause, candidate) for clause in clauses)


def satisfies(version: str, specifier: str) -> bool:
    """Whether a version fits a specifier."""
    return _fits(parse(version), _clauses(specifier))


def newest(candidates: list[str], specifier: str) -> str | None:
    """The newest of the candidates that fit a specifier, or None."""
    clauses = _clauses(specifier)
    fitting = [candidate for candidate in candidates if _fits(parse(candidate), clauses)]
    # max keeps the first of equals, and None stands for "nothing fits".
    return max(fitting, key=lambda candidate: parse(candidate).key(), default=None)


def conflict(requirements: dict[str, list[str]], candidates: dict[str, list[str]]) -> list[str]:
    """The packages for which no candidate fits every specifier, sorted by name."""
    hopeless = []
    for package, specifiers in requirements.items():
        available = candidates.get(package, [])
        specifiers = specifiers or [""]
        pairs = [f"{one},{other}" for one in specifiers for other in specifiers]
        if any(newest(available, pair.strip(",")) is None for pair in pairs):
            hopeless.append(package)
    return sorted(hopeless)
