"""Character by character, with a flag for being inside quotes."""


def split(line):
    """Collect the characters of a field until a comma outside quotes ends it."""
    fields, current, quoted, place = [], "", False, 0
    while place < len(line):
        char = line[place]
        if quoted and line[place : place + 2] == '""':
            current += '"'
            place += 1
        elif char == '"':
            quoted = not quoted
        elif char == "," and not quoted:
            fields.append(current.strip())
            current = ""
        else:
            current += char
        place += 1
    return [*fields, current.strip()]


def number(text):
    """The part before the unit."""
    text = text.partition(" ")[0].removesuffix("%")
    try:
        return int(text)
    except ValueError:
        return float(text)


def parse_gpu_usage(csv):
    """Read the header, then the rows."""
    numbered = [
        (i + 1, line) for i, line in enumerate(csv.replace("\r", "").split("\n")) if line.strip() != ""
    ]
    if not numbered:
        return []
    header = [name.split("[")[0].rstrip() for name in split(numbered[0][1])]
    found = []
    for i, line in numbered[1:]:
        fields = split(line)
        if len(fields) != len(header):
            raise ValueError("line " + str(i))
        card = {}
        for name, field in zip(header, fields):
            group = name.split(".")[0]
            if field == "[N/A]":
                card[name] = None
            elif name == "index" or (
                "." in name and group in {"memory", "utilization", "temperature", "power", "clocks"}
            ):
                card[name] = number(field)
            else:
                card[name] = field
        found.append(card)
    return found


def free_memory(card):
    """Minus one for a card about which nothing is known."""
    if card.get("memory.free") is not None:
        return card["memory.free"]
    if card.get("memory.total") is not None and card.get("memory.used") is not None:
        return card["memory.total"] - card["memory.used"]
    return -1


def pick_gpu(csv, need_mib):
    """Sort by index first: the sort by memory keeps that order among equals."""
    cards = sorted(parse_gpu_usage(csv), key=lambda card: card["index"])
    cards = sorted(cards, key=free_memory, reverse=True)
    if not cards or free_memory(cards[0]) < max(need_mib, 0):
        return None
    return cards[0]["index"]
