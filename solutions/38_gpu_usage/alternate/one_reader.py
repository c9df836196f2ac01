"""One reader for the whole text, which counts the lines itself."""

import csv as standard
import re

NUMBER = re.compile(r"index|(memory|utilization|temperature|power|clocks)\..*")


def parse_gpu_usage(csv):
    """Give the reader all lines, and let it say which one it has come to."""
    reader = standard.reader(csv.splitlines(), skipinitialspace=True)
    header, cards = None, []
    for row in reader:
        row = [field.strip() for field in row]
        if not any(row):
            continue
        if header is None:
            header = [re.sub(r"\s*\[.*", "", name) for name in row]
        elif len(row) == len(header):
            cards.append({name: convert(name, field) for name, field in zip(header, row)})
        else:
            raise ValueError(f"wrong number of fields in line {reader.line_num}")
    return cards


def convert(name, field):
    """Fields are text until their column says otherwise."""
    if field == "[N/A]":
        return None
    if not NUMBER.fullmatch(name):
        return field
    digits = re.match(r"[-+]?[\d.]+", field).group()
    return int(digits) if digits.lstrip("+-").isdigit() else float(digits)


def pick_gpu(csv, need_mib):
    """Keep the best so far."""
    best, most = None, None
    for card in sorted(parse_gpu_usage(csv), key=lambda card: card["index"]):
        free = card.get("memory.free")
        if free is None and None not in (card.get("memory.total"), card.get("memory.used")):
            free = card["memory.total"] - card["memory.used"]
        if free is None or free < need_mib:
            continue
        if most is None or free > most:
            best, most = card["index"], free
    return best
