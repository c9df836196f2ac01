"""Leaves [N/A] as text.

en: Your code behaves like one that does not expect [N/A] in columns of text. What does the statement make of it there?
zh: 你的代码像是没料到文本列里也会出现 [N/A]。题目规定，在那里它应变成什么？
"""

import csv as csv_format

CAUGHT_BY = "parse_gpu_usage.shape"

Card = dict[str, int | float | str | None]

_NOT_AVAILABLE = "[N/A]"
_NUMBERS = ("memory.", "utilization.", "temperature.", "power.", "clocks.")


def _fields(line: str) -> list[str]:
    """Split one line. A name may hold a comma and is then quoted, which is what the csv module is for.

    skipinitialspace because the tool writes ", ": with a space before it, a quote would be an ordinary character.
    """
    (fields,) = csv_format.reader([line], skipinitialspace=True)
    return [field.strip() for field in fields]


def _value(column: str, text: str) -> int | float | str | None:
    """Make a number of a field where the column holds numbers.

    The name of the column decides and not the look of the field: a driver version such as 570.86 is no number.
    """
    if column != "index" and not column.startswith(_NUMBERS):
        return text
    if text == _NOT_AVAILABLE:
        return None
    number = text.split()[0]  # "1024 MiB", "37 %" and, with nounits, "1024"
    return float(number) if "." in number else int(number)


def parse_gpu_usage(csv: str) -> list[Card]:
    """Read what nvidia-smi prints for a query in CSV format."""
    columns: list[str] | None = None
    cards: list[Card] = []
    # Counted before blank lines are skipped, so that the number in the message is the one an editor shows.
    for number, line in enumerate(csv.splitlines(), start=1):
        if not line.strip():
            continue
        fields = _fields(line)
        if columns is None:
            columns = [field.partition("[")[0].strip() for field in fields]
            continue
        if len(fields) != len(columns):
            raise ValueError(f"line {number} has {len(fields)} fields, the header has {len(columns)}")
        pairs = zip(columns, fields, strict=True)
        cards.append({column: _value(column, field) for column, field in pairs})
    return cards


def _free(card: Card) -> int | float | None:
    """Free memory in MiB, None where it is unknown."""
    free, total, used = (card.get(f"memory.{kind}") for kind in ("free", "total", "used"))
    if free is not None:
        return free
    # `is None`, since 0 MiB in use is known very well.
    return None if total is None or used is None else total - used


def pick_gpu(csv: str, need_mib: float) -> int | None:
    """Pick the card with the most free memory, if it has enough."""
    candidates = []
    for card in parse_gpu_usage(csv):
        free = _free(card)
        if free is not None and free >= need_mib:
            # The smallest pair has the most free memory and, among equals, the lowest index.
            candidates.append((-free, card["index"]))
    return min(candidates)[1] if candidates else None
