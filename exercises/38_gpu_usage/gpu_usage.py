"""38 GPU usage.

Read question.md (or question.zh.md). Check your work: grade exercise 38
"""

Card = dict[str, int | float | str | None]


def parse_gpu_usage(csv: str) -> list[Card]:
    """Read what nvidia-smi prints for a query in CSV format.

    csv: a header line and one line for each card, fields separated by commas. Blank lines mean nothing.

    Returns one dictionary for each card, in the order of the lines. Its keys are the names in the header without
    the unit in brackets. Columns called index, memory.*, utilization.*, temperature.*, power.* and clocks.* hold
    numbers without their unit: int, or float if written with a decimal point. All others hold text. [N/A] is None
    in every column. An empty list if there is no card, or no header either.

    Raises ValueError if a line has more or fewer fields than the header; the message contains the number of the
    line in the text, the first being 1.
    """
    raise NotImplementedError("parse_gpu_usage is yours to write")


def pick_gpu(csv: str, need_mib: float) -> int | None:
    """Pick the card with the most free memory, if it has enough.

    csv: as for parse_gpu_usage, with a column index.
    need_mib: how many MiB must be free, at least 0.

    Returns the index of the card with the most free memory, the lowest index of several; None if no card is known
    to have need_mib of free memory. Free is memory.free or, where that is missing or unknown, memory.total minus
    memory.used.

    Raises what parse_gpu_usage raises.
    """
    raise NotImplementedError("pick_gpu is yours to write")
