"""What must hold for reading what nvidia-smi prints."""

import csv as standard
import re

from grader.contract import Contract, call, expect
from grader.inputs import Filler, questions, st
from grader.sandbox import Raised

contract = Contract()

GROUPS = ("memory", "utilization", "temperature", "power", "clocks")


# -- the truth ------------------------------------------------------------------------------------------------


def value(column, text):
    if text == "[N/A]":
        return None
    if column != "index" and column.split(".")[0] not in GROUPS:
        return text
    number = text.split(" ")[0]
    return float(number) if "." in number else int(number)


def parsed(csv):
    header, cards = None, []
    for number, line in enumerate(csv.splitlines(), 1):
        if not line.strip():
            continue
        fields = [field.strip() for field in next(standard.reader([line], skipinitialspace=True))]
        if header is None:
            header = [re.sub(r" *\[.*\]", "", field) for field in fields]
        elif len(fields) != len(header):
            raise ValueError(f"line {number}")
        else:
            cards.append({c: value(c, f) for c, f in zip(header, fields, strict=True)})
    return cards


def free_of(card):
    total, used = card.get("memory.total"), card.get("memory.used")
    if card.get("memory.free") is not None:
        return card["memory.free"]
    return None if total is None or used is None else total - used


# -- questions ------------------------------------------------------------------------------------------------

# Unit of each column; None for those that hold text.
UNITS = {
    "index": "",
    "name": None,
    "memory.total": "MiB",
    "memory.used": "MiB",
    "memory.free": "MiB",
    "utilization.gpu": "%",
    "utilization.memory": "%",
    "temperature.gpu": "",
    "power.draw": "W",
    "clocks.sm": "MHz",
    "driver_version": None,
    "serial": None,
    "pci.bus_id": None,
}
WITH_HEADER_UNIT = ("MiB", "%", "W", "MHz")
PLAIN_NAMES = ("NVIDIA H200", "NVIDIA A100-SXM4-80GB", "Tesla T4", "12", "4090")
QUOTED_NAMES = ("Tesla K80, left half", 'GeForce "Ti", 12 GB', "A, B, C", "[N/A], they say")
TEXTS = {
    "name": PLAIN_NAMES + QUOTED_NAMES,
    "driver_version": ("570.86", "570.86.15", "550"),
    "serial": ("0042", "1322720041532"),
    "pci.bus_id": ("00000000:3B:00.0", "00000000:AF:00.0"),
}


def quoted(text):
    """Write a field; only names are ever quoted."""
    return '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text


def printed(columns, rows, *, units=True, header_units=True, end="\n", blank=(), last=True):
    """Print cards as the tool does. `blank` are places before which an empty line stands."""
    lines = []
    heads = [f"{c} [{UNITS[c]}]" if header_units and UNITS.get(c) in WITH_HEADER_UNIT else c for c in columns]
    lines.append(", ".join(heads))
    for row in rows:
        fields = []
        for column in columns:
            field = row[column]
            known = field != "[N/A]"
            field = quoted(field) if known and UNITS.get(column, "") is None else field
            unit = UNITS.get(column) if units and known else ""
            fields.append(f"{field} {unit}" if unit else field)
        lines.append(", ".join(fields))
    for place in sorted(blank, reverse=True):
        lines.insert(min(place, len(lines)), "" if place % 2 else "  ")
    return end.join(lines) + (end if last else "")


COLUMNS = [column for column in UNITS if column != "index"]
MEMORY = st.sampled_from(["0", "1", "512", "1024", "999", "24564", "40960", "81559"])


@questions
def fields(draw, column):
    if draw(st.integers(0, 7)) == 7 and column != "index":
        return "[N/A]"
    if column in TEXTS:
        return draw(st.sampled_from(TEXTS[column]))
    if column.startswith("memory"):
        return draw(MEMORY)
    if column.startswith("power"):
        return draw(st.sampled_from(["55.12", "300.00", "7.5", "70"]))
    return str(draw(st.integers(0, 99)))


@questions
def machines(draw, least=(), max_cards=3):
    """Columns, cards and how they are printed."""
    more = draw(st.lists(st.sampled_from(COLUMNS), unique=True, max_size=5))
    columns = draw(st.permutations(list(dict.fromkeys(["index", *least, *more]))))
    count = draw(st.integers(1, max_cards))
    indices = draw(st.permutations([0, 1, 2, 9, 10]))[:count]
    rows = [{c: str(i) if c == "index" else draw(fields(c)) for c in columns} for i in indices]
    how = {
        "units": draw(st.booleans()),
        "header_units": draw(st.booleans()),
        "end": draw(st.sampled_from(["\n", "\n", "\r\n"])),
        "last": draw(st.booleans()),
        "blank": draw(st.lists(st.integers(0, count + 1), max_size=2)),
    }
    return columns, rows, how


def text_of(machine):
    columns, rows, how = machine
    return printed(columns, rows, **how)


def cards(fill: Filler, count):
    """Cards with numbers from the seed, all columns."""
    indices = fill(count).argsort().tolist()
    found = []
    for index in indices:
        total = int(fill.integers(low=1000, high=90000))
        used = int(fill.integers(low=0, high=total))
        row = {c: str(int(fill.integers(high=99))) for c in UNITS if UNITS[c] is not None}
        row |= {"index": str(index), "memory.total": str(total), "memory.used": str(used)}
        row |= {"memory.free": str(total - used - int(fill.integers(high=min(500, total - used))))}
        row |= {"power.draw": f"{int(fill.integers(low=10, high=400))}.{int(fill.integers(low=10, high=99))}"}
        row |= {c: texts[int(fill.integers(high=len(texts) - 1))] for c, texts in TEXTS.items()}
        found.append(row)
    return found


def usage_grid(fill: Filler):
    columns = list(UNITS)
    found = []
    for names in (columns, columns[::-1], columns[:5], ["name", "index"], ["utilization.gpu", "power.draw"]):
        found.append(printed(names, cards(fill, 3)))
        found.append(printed(names, cards(fill, 2), units=False, blank=[0, 2]))
        found.append(printed(names, cards(fill, 2), units=False, header_units=False, end="\r\n", last=False))
    rows = cards(fill, 4)
    for place, row in enumerate(rows):
        row["name"] = QUOTED_NAMES[place]
        row["utilization.gpu"] = row["power.draw"] = row["memory.free"] = "[N/A]"
        row["driver_version"] = "[N/A]" if place == 1 else "570.86"
    found.append(printed(columns, rows))
    found.append(printed(["name", "index"], rows, blank=[1, 3]))
    return [call(text) for text in found]


def usage_edges(fill: Filler):
    header = "index, name, memory.free [MiB]"
    return [
        call(""),
        call("\n"),
        call(" \r\n\r\n"),
        call(header),
        call(header + "\n"),
        call("\n" + header + "\n\n"),
    ]


HEADER = "index, name, memory.free [MiB], power.draw [W]"
ROW = "0, NVIDIA H200, 1024 MiB, 55.12 W"
BAD = [
    f"{HEADER}\n0, NVIDIA H200, 1024 MiB",
    f"{HEADER}\n{ROW}\n1, NVIDIA H200",
    f"{HEADER}\n{ROW}\n1",
    f"{HEADER}\n{ROW}, 7\n",
    f"{HEADER}\n\n{ROW}\n0, Tesla, K80, 1024 MiB, 55.12 W\n",
    f'{HEADER}\n0, "Tesla, K80", 1024 MiB\n{ROW}\n',
    "index\n0\n1, 2\n",
]


@contract.function(
    machines().map(lambda machine: call(text_of(machine))),
    grid=usage_grid,
    edges=usage_edges,
    bad=[call(text) for text in BAD],
    weight=0.35,
)
def parse_gpu_usage(csv):
    """reads what the tool prints
    zh: 能读懂工具打印的内容
    """
    return parsed(csv)


@questions
def choices(draw):
    """How much is needed is often just what a card has free, or one MiB more."""
    least = draw(
        st.sampled_from(
            [
                ("memory.free",),
                ("memory.total", "memory.used"),
                ("memory.free", "memory.total", "memory.used"),
            ]
        )
    )
    machine = draw(machines(least=least))
    found = [free_of(card) for card in parsed(text_of(machine))]
    sizes = sorted({0, *(free for free in found if free is not None and free >= 0)})
    need = draw(st.sampled_from([*sizes, *(size + 1 for size in sizes)]))
    return call(text_of(machine), need)


def choice_grid(fill: Filler):
    found = []
    for names in (list(UNITS), ["memory.free", "index"], ["memory.used", "name", "index", "memory.total"]):
        for count in (2, 3, 5):
            text = printed(names, cards(fill, count))
            frees = sorted(free_of(card) for card in parsed(text))
            found += [
                call(text, 0),
                call(text, frees[-1]),
                call(text, frees[-1] + 1),
                call(text, frees[0] + 0.5),
            ]
    # Equal memory: the lowest index wins, as a number.
    size = str(int(fill.integers(low=1000, high=9000)))
    tied = [
        {"index": i, "memory.free": size, "utilization.gpu": u}
        for i, u in (("10", "0"), ("9", "99"), ("11", "[N/A]"))
    ]
    for rows in (tied, tied[::-1]):
        found.append(call(printed(["index", "memory.free", "utilization.gpu"], rows), int(size)))
    # Nine is less than ten, also in gigabytes.
    sizes = [{"index": "0", "memory.free": "9000"}, {"index": "1", "memory.free": "10000"}]
    found.append(call(printed(["memory.free", "index"], sizes), 5))
    # What is not known is not free, but may follow from the others.
    rows = [
        {"index": "3", "memory.free": "[N/A]", "memory.total": "5000", "memory.used": "0"},
        {"index": "4", "memory.free": "[N/A]", "memory.total": "9000", "memory.used": "[N/A]"},
        {"index": "5", "memory.free": "0", "memory.total": "8000", "memory.used": "1000"},
    ]
    columns = ["index", "memory.free", "memory.total", "memory.used"]
    found += [call(printed(columns, rows), need) for need in (0, 5000, 5001)]
    found += [call(printed(columns, rows[1:]), need) for need in (0, 1)]
    found.append(call(printed(columns, rows[1:2]), 0))
    return found


@contract.function(
    choices(),
    grid=choice_grid,
    edges=lambda fill: [
        call("", 0),
        call("index, memory.free [MiB]\n", 0),
        call("index, name\n0, NVIDIA H200\n", 0),
    ],
    bad=[call(text, 0) for text in BAD],
    weight=0.25,
)
def pick_gpu(csv, need_mib):
    """picks the card with the most free memory
    zh: 选出空闲显存最多的卡
    """
    known = [(free_of(card), card["index"]) for card in parsed(csv)]
    fitting = [(-free, index) for free, index in known if free is not None and free >= need_mib]
    return min(fitting)[1] if fitting else None


# -- laws -----------------------------------------------------------------------------------------------------


@contract.law(machine=machines(), seed=st.permutations(range(7)), examples=25)
def the_order_of_columns_means_nothing(learner, machine, seed):
    """the header says which column is which
    zh: 哪一列是什么，由表头决定
    """
    columns, rows, how = machine
    turned = [columns[i] for i in seed if i < len(columns)]
    expect(
        learner.parse_gpu_usage(printed(turned, rows, **how)),
        "with the columns reordered",
        zh="各列换了次序时的结果",
    ).equal_to(learner.parse_gpu_usage(printed(columns, rows, **how)))


@contract.law(machine=machines(), examples=20)
def units_mean_nothing(learner, machine):
    """with and without units the numbers are the same
    zh: 带单位与不带单位，得到的数相同
    """
    columns, rows, _ = machine
    expect(learner.parse_gpu_usage(printed(columns, rows)), "with units", zh="带单位时的结果").equal_to(
        learner.parse_gpu_usage(printed(columns, rows, units=False))
    )


@contract.law(machine=machines(), examples=20)
def blank_lines_mean_nothing(learner, machine):
    """blank lines and the kind of line ending mean nothing
    zh: 空行和换行符的种类都没有意义
    """
    columns, rows, how = machine
    airy = printed(columns, rows, **(how | {"blank": [0, 0, 1, 3], "end": "\r\n"}))
    plain = printed(columns, rows, **(how | {"blank": [], "end": "\n"}))
    expect(learner.parse_gpu_usage(airy), "with blank lines", zh="带空行时的结果").equal_to(
        learner.parse_gpu_usage(plain)
    )


def message_of(action):
    """Return the message of the ValueError that an action raises; empty when it raises none."""
    try:
        action()
    except Raised as fault:
        return fault.message if fault.is_a("ValueError") else ""
    except ValueError as error:
        return str(error)
    return ""


@contract.law(
    before=st.integers(0, 3),
    between=st.integers(8, 20),
    count=st.integers(1, 2),
    cut=st.booleans(),
    examples=15,
)
def the_message_names_the_line(learner, before, between, count, cut):
    """the message about a wrong number of fields names the line of the text
    zh: 字段个数不对时，错误信息指出是文本的第几行
    """
    lines = [*[""] * before, HEADER, *[ROW] * count, *[" "] * between]
    lines += ["1, NVIDIA H200" if cut else ROW + ", 7", ROW]
    number = len(lines) - 1
    message = message_of(lambda: learner.parse_gpu_usage("\n".join(lines)))
    named = re.search(rf"(?<!\d){number}(?!\d)", message) is not None
    expect(
        named, f"a ValueError whose message names line {number}", zh=f"抛出的 ValueError 指出是第 {number} 行"
    ).is_true()
