"""52 Versions and conflicts.

Read question.md (or question.zh.md). Check your work: grade exercise 52
"""


def satisfies(version: str, specifier: str) -> bool:
    """Tell whether a version fits a specifier.

    version: such as "2.9.0", "2.9.0rc1", "2.9.0.post1", "2.10.0.dev20250901", "2.9.0+cpu", "1!2.0".
    specifier: clauses joined by commas, all of which must hold, such as ">=2.1, !=2.3.*, <3". Spaces around a
        clause and after its operator mean nothing. The empty specifier fits every version but pre-releases.

    A pre-release (a, b, rc or dev) fits only if a clause other than != names a pre-release.

    Raises ValueError if version or any clause is malformed, even a clause after one that does not hold.
    """
    raise NotImplementedError("satisfies is yours to write")


def newest(candidates: list[str], specifier: str) -> str | None:
    """Find the newest of the candidates that satisfy a specifier.

    Returns that candidate as it was written (of equal ones the first in the list), or None if there is none.

    Raises ValueError if a candidate or the specifier is malformed.
    """
    raise NotImplementedError("newest is yours to write")


def conflict(requirements: dict[str, list[str]], candidates: dict[str, list[str]]) -> list[str]:
    """List the packages that no version can please.

    requirements: {package: [specifier, ...]}. All specifiers of a package count together, as if joined by
        commas.
    candidates: {package: [version, ...]}. A package that is missing here has no candidates.

    Returns the packages of `requirements` for which no candidate will do, sorted by name.

    Raises ValueError if a specifier or a candidate that had to be looked at is malformed.
    """
    raise NotImplementedError("conflict is yours to write")
