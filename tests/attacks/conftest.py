"""The rooms and the judge that hostile programs meet, and the table of what stopped each."""

import json
import os
import socket
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.judge import Judge
from grader.packs import all_exercises, find_packs
from grader.report.data import verdict_to_json
from grader.sandbox import Limits, Room
from grader.sandbox.levels import LEVELS
from grader.verdict import Status

HERE = Path(__file__).parent
MATRIX = pytest.StashKey()
MARK = "BREACH"
EXERCISES = {"lying": "twice", "operator": "pool"}

TABLE = """# The attack suite, program by program

Written by `ATTACK_MATRIX=docs/attack-matrix.md pytest tests/attacks`. "held": no pass, no effect, and the next honest
submission was graded. The last column says what happened in a room without the layer; it is empty where there is no
control.
"""

# What every program begins with. The mark is in two pieces, so that a traceback that quotes it is none.
PRELUDE = """
import os, sys, torch
CANARY, SOLUTION, JUDGE, PORT = {canary!r}, {solution!r}, {judge}, {port}

def breach(what=""):
    raise RuntimeError("BREA" + "CH: " + str(what)[:80])

def call(number, *arguments, quiet=False):
    import ctypes
    library = ctypes.CDLL(None, use_errno=True)
    answer = library.syscall(number, *arguments)
    # Refused: not permitted, no such call, no access. Any other answer means that the kernel looked at it.
    if not quiet and (answer != -1 or ctypes.get_errno() not in (1, 13, 38)):
        breach(number)
    return answer

def attack(x):
    pass

def double(x):
    attack(x)
    return x

"""


@dataclass(frozen=True)
class Attack:
    """One program: what it is called, its family, the layer that stops it, the exercise, and its source."""

    family: str
    name: str
    layer: str
    slug: str
    source: str


def attacks(family):
    """Return the programs of a family in the order in which they are written."""
    text = (HERE / "programs" / f"{family}.txt").read_text(encoding="utf-8")
    found = []
    for part in text.split("\n=== ")[1:]:
        head, _, source = part.partition("\n")
        name, layer, *once = head.split(" | ")
        slug = "double" if once else EXERCISES.get(family, "double")
        found.append(Attack(family, name, layer, slug, source))
    return found


@dataclass(frozen=True)
class Outcome:
    """What became of one program: the verdict, what it reports, and what it left behind."""

    verdict: object
    report: str
    left: tuple[str, ...]

    @property
    def breached(self):
        """Whether its effect happened."""
        return MARK in self.report or bool(self.left) or self.verdict.status is Status.PASSED


class ImpatientRoom(Room):
    """A room like any other, in which a hostile program that never answers is given up sooner."""

    def admit(self, source, filename, limits=None, **options):
        """Let a submission in; one that begins as the attacks do, for seconds rather than for half a minute."""
        if source.startswith(PRELUDE[:20].encode()):
            limits = Limits(call_seconds=2.0, load_seconds=5.0)
        return super().admit(source, filename, limits, **options)


class Arena:
    """One room with a judge, in which programs are graded one after the other."""

    def __init__(self, room, folder, port):
        pack = find_packs([HERE / "pack"])
        self.exercises = {e.slug: e for e in all_exercises(pack) if e.pack.root == HERE / "pack"}
        self.room, self.judge = room, Judge(room)
        self.canary = folder / "canary"
        self.port = port

    def grade(self, slug, source):
        """Return the verdict on a source, by the judge's public entry."""
        return self.judge.grade(self.exercises[slug], source.encode(), "attack.py", seed=1, explain=False)

    def run(self, attack):
        """Grade one program and look at what it did."""
        prelude = PRELUDE.format(
            canary=str(self.canary),
            solution=str(self.exercises["double"].solution),
            judge=os.getpid(),
            port=self.port,
        )
        verdict = self.grade(attack.slug, prelude + attack.source)
        left = ("canary",) if self.canary.exists() or self.canary.is_symlink() else ()
        if left:
            self.canary.rmdir() if self.canary.is_dir() else self.canary.unlink()
        return Outcome(verdict, verdict_to_json(verdict), left)

    def honest(self):
        """Whether an honest submission passes."""
        verdict = self.grade("double", self.exercises["double"].solution.read_text(encoding="utf-8"))
        return verdict.status is Status.PASSED


@pytest.fixture(scope="session")
def surroundings(tmp_path_factory):
    """A folder to write into, a server to connect to, and a secret in the environment."""
    os.environ["TORCHGRADE_TEST_SECRET"] = "secret"
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield tmp_path_factory.mktemp("attacks"), server.getsockname()[1]
    del os.environ["TORCHGRADE_TEST_SECRET"]


@pytest.fixture(scope="session")
def arena(surroundings):
    """The room of this machine, or one without the layers that ATTACK_WITHOUT names."""
    with ImpatientRoom(without=os.environ.get("ATTACK_WITHOUT", "").split()) as room:
        yield Arena(room, *surroundings)


@pytest.fixture(scope="session")
def arena_without(surroundings):
    """Make a room that lacks some layers; each is made once."""
    rooms = {}

    def make(*layers):
        if layers not in rooms:
            rooms[layers] = Arena(ImpatientRoom(without=layers), *surroundings)
        return rooms[layers]

    yield make
    for made in rooms.values():
        made.room.close()


@pytest.fixture(scope="session")
def matrix(request):
    """Return the row of an attack in the table that the run ends with."""
    rows = request.config.stash.setdefault(MATRIX, {})

    def row(attack):
        layer = attack.layer.rstrip("*")
        return rows.setdefault((attack.family, attack.name), {"layer": layer, "with": "", "without": ""})

    return row


def pytest_terminal_summary(terminalreporter, config):
    """Print the table, and write it to the file that ATTACK_MATRIX names."""
    rows = config.stash.get(MATRIX, {})
    if not rows:
        return
    lines = ["| family | attack | stopped by | in the room | without that layer |", "|---|---|---|---|---|"]
    for (family, name), row in sorted(rows.items(), key=lambda item: FAMILIES.index(item[0][0])):
        lines.append(f"| {family} | {name} | {row['layer']} | {row['with']} | {row['without']} |")
    breached = sum(row["with"] == "breach" for row in rows.values())
    lines += ["", json.dumps({"programs": len(rows), "breaches": breached})]
    terminalreporter.section("attacks")
    for line in lines:
        terminalreporter.write_line(line)
    target = os.environ.get("ATTACK_MATRIX")
    if target:
        table = "\n".join(lines[:-2])
        Path(target).write_text(f"{TABLE}\n{table}\n", encoding="utf-8")


FAMILIES = ("forging", "finding", "lying", "operator", "harm")


def pytest_generate_tests(metafunc):
    """Give a test that asks for a family each of its programs."""
    for family in FAMILIES:
        if family in metafunc.fixturenames:
            programs = attacks(family)
            metafunc.parametrize(family, programs, ids=[program.name for program in programs])
    if "control" in metafunc.fixturenames:
        programs = [a for family in FAMILIES for a in attacks(family) if a.layer in CONTROLS]
        metafunc.parametrize("control", programs, ids=[program.name for program in programs])


#: The layers that a control takes away: the one that stops an attack, and what stands behind it.
CONTROLS = {"syscalls": ("fence", "namespaces", "syscalls"), "limits": ("limits",)}


@pytest.fixture
def held(arena, matrix):
    """Judge one program: no pass, no effect, and the next honest submission is graded."""

    def judge(attack):
        needed = attack.layer.rstrip("*")
        if needed in ("limits", "syscalls") and arena.room.isolation_of("strict").at_least < LEVELS.index(
            needed
        ):
            pytest.skip(f"this machine does not reach the level {needed}")
        outcome = arena.run(attack)
        told = "breach" if outcome.breached else "held"
        matrix(attack)["with"] = told
        assert not outcome.breached, outcome.report
        assert outcome.verdict.status is Status.FAILED, outcome.report
        assert arena.honest()

    return judge


@pytest.fixture
def without_its_layer(arena_without):
    """Run one program in a room that lacks the layer by which it is stopped."""
    return lambda attack: arena_without(*CONTROLS[attack.layer]).run(attack)
