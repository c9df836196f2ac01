"""No regular expression and no sort key: a scanner reads versions, a comparison walks along two of them."""

from functools import cmp_to_key
from itertools import zip_longest


class _Scanner:
    def __init__(self, text):
        self.text, self.at = text, 0

    def take(self, word):
        if self.text.startswith(word, self.at):
            self.at += len(word)
            return True
        return False

    def number(self):
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in "0123456789":
            self.at += 1
        if start == self.at:
            raise ValueError(f"a number is missing in {self.text!r}")
        return int(self.text[start : self.at])


def _read(text):
    text = text.strip()
    public, plus, local = text.partition("+")
    labels = local.split(".") if plus else []
    for label in labels:
        if not label or any(letter not in "abcdefghijklmnopqrstuvwxyz0123456789" for letter in label):
            raise ValueError(f"bad local label in {text!r}")
    scanner = _Scanner(public)
    epoch, numbers = 0, [scanner.number()]
    if scanner.take("!"):
        epoch, numbers = numbers[0], [scanner.number()]
    while scanner.at + 1 < len(public) and public[scanner.at] == "." and public[scanner.at + 1].isdigit():
        scanner.take(".")
        numbers.append(scanner.number())
    version = {"epoch": epoch, "numbers": numbers, "stage": None, "post": None, "dev": None, "labels": labels}
    for stage in ("a", "b", "rc"):
        if scanner.take(stage):
            version["stage"] = (stage, scanner.number())
            break
    for part in ("post", "dev"):
        if scanner.take("." + part):
            version[part] = scanner.number()
    if scanner.at != len(public):
        raise ValueError(f"{text!r} is not a version")
    return version


def _order(a, b):
    return (a > b) - (a < b)


def _compare_numbers(a, b):
    for left, right in zip_longest(a, b, fillvalue=0):
        if left != right:
            return _order(left, right)
    return 0


def _compare_labels(a, b):
    for left, right in zip_longest(a, b):
        if left is None or right is None:
            return -1 if left is None else 1
        if left.isdigit() != right.isdigit():
            return 1 if left.isdigit() else -1
        result = _order(int(left), int(right)) if left.isdigit() else _order(left, right)
        if result:
            return result
    return 0


def _stage(version):
    """Where on the ladder dev, a, b, rc, final a version stands."""
    if version["stage"] is not None:
        letter, number = version["stage"]
        return {"a": 1, "b": 2, "rc": 3}[letter], number
    is_bare_dev = version["dev"] is not None and version["post"] is None
    return (0 if is_bare_dev else 4), 0


def _compare(a, b, labels=False):
    result = (
        _order(a["epoch"], b["epoch"])
        or _compare_numbers(a["numbers"], b["numbers"])
        or _order(_stage(a), _stage(b))
    )
    if result:
        return result
    if a["post"] != b["post"]:
        if a["post"] is None or b["post"] is None:
            return -1 if a["post"] is None else 1
        return _order(a["post"], b["post"])
    if a["dev"] != b["dev"]:
        if a["dev"] is None or b["dev"] is None:
            return 1 if a["dev"] is None else -1
        return _order(a["dev"], b["dev"])
    return _compare_labels(a["labels"], b["labels"]) if labels else 0


def _begins(version, epoch, numbers):
    padded = version["numbers"] + [0] * len(numbers)
    return version["epoch"] == epoch and padded[: len(numbers)] == numbers


def _early(version):
    return version["stage"] is not None or version["dev"] is not None


def _test(clause):
    """Return (a function that says whether a version fits, whether the clause asks for pre-releases)."""
    clause = clause.strip()
    operator = clause[:2] if clause[:2] in ("~=", "==", "!=", "<=", ">=") else clause[:1]
    if operator not in ("~=", "==", "!=", "<=", ">=", "<", ">"):
        raise ValueError(f"no operator in {clause!r}")
    text = clause[len(operator) :].strip()
    if text.endswith(".*"):
        if operator not in ("==", "!=") or set(text[:-2]) - set("0123456789.!"):
            raise ValueError(f"no wildcard in {clause!r}")
        wanted = _read(text[:-2])
        if operator == "==":
            return lambda v: _begins(v, wanted["epoch"], wanted["numbers"]), False
        return lambda v: not _begins(v, wanted["epoch"], wanted["numbers"]), False
    wanted = _read(text)
    labels = bool(wanted["labels"])
    if labels and operator not in ("==", "!="):
        raise ValueError(f"no local label in {clause!r}")
    if operator == "~=":
        if len(wanted["numbers"]) == 1:
            raise ValueError(f"too few numbers in {clause!r}")

        def compatible(v):
            return _compare(v, wanted) >= 0 and _begins(v, wanted["epoch"], wanted["numbers"][:-1])

        return compatible, _early(wanted)
    if operator == "<" and not _early(wanted):
        limit = wanted | {"dev": 0}
        return lambda v: _compare(v, limit) < 0, False
    if operator == ">" and wanted["post"] is None:

        def above(v):
            return _compare(v, wanted) > 0 and _compare(v | {"post": None, "dev": None}, wanted) != 0

        def above_development(v):
            return _compare(v, wanted) > 0

        return (above if wanted["dev"] is None else above_development), _early(wanted)
    plain = {
        "==": lambda v: _compare(v, wanted, labels) == 0,
        "!=": lambda v: _compare(v, wanted, labels) != 0,
        "<=": lambda v: _compare(v, wanted) <= 0,
        ">=": lambda v: _compare(v, wanted) >= 0,
        "<": lambda v: _compare(v, wanted) < 0,
        ">": lambda v: _compare(v, wanted) > 0,
    }
    return plain[operator], _early(wanted) and operator != "!="


def _filter(candidates, specifiers):
    tests = [_test(part) for text in specifiers if text.strip() for part in text.split(",")]
    asked = any(asks for _, asks in tests)
    for candidate in candidates:
        version = _read(candidate)
        if (asked or not _early(version)) and all(test(version) for test, _ in tests):
            yield candidate


def satisfies(version: str, specifier: str) -> bool:
    """Whether filtering a single version leaves it."""
    return list(_filter([version], [specifier])) == [version]


def newest(candidates: list[str], specifier: str) -> str | None:
    """The last of what is left, sorted so that the first of equals comes last."""
    left = list(_filter(candidates, [specifier]))
    left.reverse()
    left.sort(key=cmp_to_key(lambda a, b: _compare(_read(a), _read(b), labels=True)))
    return left[-1] if left else None


def conflict(requirements: dict[str, list[str]], candidates: dict[str, list[str]]) -> list[str]:
    """The packages for which filtering leaves nothing."""
    return sorted(
        package
        for package, specifiers in requirements.items()
        if not list(_filter(candidates.get(package, []), specifiers))
    )
