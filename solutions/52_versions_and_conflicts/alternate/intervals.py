"""Every clause becomes a set of intervals on the line of all versions."""

import re

_NUMBERS = r"(?:(\d+)!)?(\d+(?:\.\d+)*)"
_PUBLIC = _NUMBERS + r"(?:(a|b|rc)(\d+))?(?:\.post(\d+))?(?:\.dev(\d+))?"
_LOCAL = r"(?:\+([a-z0-9]+(?:\.[a-z0-9]+)*))?"
_FIRST, _LAST = float("-inf"), float("inf")


def _point(epoch, numbers, stage=_LAST, number=0, post=-1, dev=_LAST, local=()):
    """A point of the line: a tuple that compares as the version does."""
    while numbers and numbers[-1] == 0:
        numbers = numbers[:-1]
    return epoch, numbers, stage, number, post, dev, local


def _read(text):
    """Return (public point, full point, is pre-release, has .post, numbers as written, epoch)."""
    match = re.fullmatch(_PUBLIC + _LOCAL, text.strip(), re.ASCII)
    if match is None:
        raise ValueError(f"not a version: {text!r}")
    epoch, release, stage, number, post, dev, local = match.groups()
    numbers = tuple(int(part) for part in release.split("."))
    if stage is not None:
        place = {"a": 0, "b": 1, "rc": 2}[stage], int(number)
    elif dev is not None and post is None:
        place = _FIRST, 0
    else:
        place = _LAST, 0
    rest = (*place, -1 if post is None else int(post), _LAST if dev is None else int(dev))
    public = _point(int(epoch or 0), numbers, *rest)
    labels = tuple(
        (1, int(part), "") if part.isdigit() else (0, 0, part) for part in (local or "").split(".") if part
    )
    return public, (*public[:-1], labels), stage or dev, post, numbers, int(epoch or 0)


def _below(point):
    """Everything from the start of the line up to, and without, `point`."""
    return (None, False), (point, False)


def _intervals(clause):
    """Return ([(lower, upper), ...], compares labels, names a pre-release); a bound is (point, included)."""
    match = re.fullmatch(r"(~=|==|!=|<=|>=|<|>)\s*(\S+)", clause.strip())
    if match is None:
        raise ValueError(f"not a clause: {clause!r}")
    operator, text = match.groups()
    if text.endswith(".*"):
        if operator not in {"==", "!="} or not re.fullmatch(_NUMBERS, text[:-2], re.ASCII):
            raise ValueError(f"no wildcard here: {clause!r}")
        *_, numbers, epoch = _read(text[:-2])
        start, end = _family(epoch, numbers)
        if operator == "==":
            return [((start, True), (end, False))], False, False
        return [_below(start), ((end, True), (None, False))], False, False

    public, full, early, post, numbers, epoch = _read(text)
    if "+" in text and operator not in {"==", "!="}:
        raise ValueError(f"no local label here: {clause!r}")
    point = full if "+" in text else public
    if operator == "==":
        found = [((point, True), (point, True))]
    elif operator == "!=":
        found = [_below(point), ((point, False), (None, False))]
    elif operator == "<=":
        found = [((None, False), (point, True))]
    elif operator == ">=":
        found = [((point, True), (None, False))]
    elif operator == "<":
        # The first development release begins the family of a version.
        stage = point[2:4] if post or point[2] != _LAST else (_FIRST, 0)
        first = (*point[:2], *stage, point[4], 0, ())
        found = [_below(point if early else first)]
    elif operator == ">":
        # The post-releases of a version end its family, unless it is a post or development release itself.
        last = point if post or point[5] != _LAST else (*point[:4], _LAST, *point[5:])
        found = [((last, False), (None, False))]
    else:
        if len(numbers) < 2:
            raise ValueError(f"one number is too few: {clause!r}")
        found = [((point, True), (_family(epoch, numbers[:-1])[1], False))]
    return found, "+" in text, bool(early) and operator != "!="


def _family(epoch, numbers):
    """The half-open interval of all versions whose numbers begin with `numbers`."""
    following = (*numbers[:-1], numbers[-1] + 1)
    return _point(epoch, numbers, _FIRST, _FIRST, dev=_FIRST), _point(
        epoch, following, _FIRST, _FIRST, dev=_FIRST
    )


def _inside(point, interval):
    (lower, with_lower), (upper, with_upper) = interval
    if lower is not None and not (lower < point or (with_lower and lower == point)):
        return False
    return upper is None or point < upper or (with_upper and point == upper)


def _matches(version, clauses):
    public, full, early, *_ = version
    if early and not any(asks for _, _, asks in clauses):
        return False
    return all(
        any(_inside(full if labels else public, interval) for interval in intervals)
        for intervals, labels, _ in clauses
    )


def _specifier(text):
    return [_intervals(part) for part in text.split(",")] if text.strip() else []


def satisfies(version: str, specifier: str) -> bool:
    """Whether a version lies in one interval of every clause."""
    return _matches(_read(version), _specifier(specifier))


def newest(candidates: list[str], specifier: str) -> str | None:
    """The greatest candidate inside, or None."""
    clauses, best = _specifier(specifier), None
    for candidate in candidates:
        version = _read(candidate)
        if _matches(version, clauses) and (best is None or version[1] > best[0]):
            best = version[1], candidate
    return None if best is None else best[1]


def conflict(requirements: dict[str, list[str]], candidates: dict[str, list[str]]) -> list[str]:
    """The packages whose clauses, all together, leave no candidate."""
    found = set()
    for package, specifiers in requirements.items():
        clauses = [clause for specifier in specifiers for clause in _specifier(specifier)]
        if not any(_matches(_read(candidate), clauses) for candidate in candidates.get(package, ())):
            found.add(package)
    return sorted(found)
