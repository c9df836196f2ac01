"""A level is claimed only where a probe tried what it forbids and failed, and less than was asked for is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from grader.judge import Judge
from grader.packs import all_exercises, find_packs
from grader.sandbox import Isolation, IsolationError, Killed, LearnerFault, Limits, Room, levels, walls
from grader.sandbox.room import filters, probe
from grader.sandbox.room.lock import Lock
from grader.sandbox.room.process import own_size
from grader.verdict import Status

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers above limits are those of Linux")

PACK = Path(__file__).parents[1] / "attacks" / "pack"
REFUSED = {"limits": [], "syscalls": []}
MISSING_NOTHING = {"missing": "", "walls": []}
needs_walls = pytest.mark.skipif(len(walls.ways(True)) == 1, reason="needs bubblewrap")


# -- from what was tried to a level -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "about", "level", "lacking"),
    [
        (REFUSED, MISSING_NOTHING, "full", "Nothing more"),
        (REFUSED, {"missing": "", "walls": None}, "syscalls", "bubblewrap"),
        (REFUSED, {"missing": "", "walls": ["network"]}, "syscalls", "network"),
        ({"limits": [], "syscalls": ["fork"]}, MISSING_NOTHING, "limits", "fork"),
        (
            {"limits": [], "syscalls": ["fork"]},
            {"missing": "No module named 'pyseccomp'", "walls": []},
            "limits",
            "libseccomp2 and pyseccomp",
        ),
        ({"limits": ["memory"], "syscalls": []}, MISSING_NOTHING, "process", "memory"),
        ({"limits": ["memory"], "syscalls": ["fork"]}, {"missing": "x", "walls": None}, "process", "memory"),
    ],
)
@pytest.mark.parametrize(
    ("profile", "wider"),
    [("strict", ""), ("imports", "+imports"), ("scratch", "+imports"), ("driver", "+gpu")],
)
def test_a_level_is_what_everything_below_it_holds(held, about, level, lacking, profile, wider):
    found = levels.isolation(profile, held, about, levels.NO_BUBBLEWRAP)
    assert (found.level, found.wider) == (level, wider)
    assert str(found).startswith(f"{level}{wider}")
    assert lacking in found.lacking.in_language("en")
    assert found.lacking.in_language("zh") != found.lacking.in_language("en")


# -- what a probe sees ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    return probe.Places([str(tmp_path_factory.mktemp("hidden"))], os.getpid())


def tried(places, profile="strict", lock=None):
    """Return what a probe could do behind a lock; behind none where it is None."""

    def close(limits, channel):
        return channel if lock is None else lock.close(profile, limits, own_size(), None, channel)

    return probe.probe_lock(close, profile, places)


def test_where_nothing_is_locked_the_probe_succeeds_in_what_it_tries(places):
    found = tried(places)
    assert found["limits"] == ["memory", "more memory", "more time"][: len(found["limits"])]
    assert found["limits"][0] == "memory"
    # io_uring, ptrace and the like are switched off on many systems; these are not.
    expected = {"fork", "exec", "internet", "signals", "namespaces", "priorities", "memory files", "prctl"}
    expected |= {"unix sockets", "daemons", "reading", "looking", f"writing to {places.hidden[0]}"}
    assert expected <= set(found["syscalls"])


def test_behind_the_whole_lock_it_fails_in_all(places):
    assert tried(places, "strict", Lock([])) == REFUSED
    assert tried(places, "imports", Lock(["/usr/lib"])) == REFUSED


@pytest.mark.parametrize(
    ("calls", "seen"),
    [
        ("socket", {"internet", "datagrams", "netlink", "unix sockets"}),
        ("clone clone3 fork vfork wait4", {"fork"}),
        ("execve", {"exec"}),
        ("kill", {"signals"}),
        ("unshare", {"namespaces"}),
        ("setpriority", {"priorities"}),
        ("memfd_create", {"memory files"}),
        ("prctl", {"prctl"}),
        ("setsid", {"daemons"}),
        ("open openat", {"reading"}),
        ("stat newfstatat statx", {"looking"}),
    ],
)
def test_one_call_too_many_in_the_list_is_noticed(places, monkeypatch, calls, seen):
    monkeypatch.setattr(filters, "_COMPUTE", f"{filters._COMPUTE} {calls}")
    found = tried(places, "strict", Lock([], ["fence"]))
    assert seen <= set(found["syscalls"])
    assert levels.isolation("strict", found, MISSING_NOTHING, levels.NO_BUBBLEWRAP).level == "limits"


def test_one_attempt_that_succeeds_is_enough(places, monkeypatch):
    def attempts(profile):
        return {"fork": probe._fork, "a new kind of call": lambda: None}

    monkeypatch.setattr(probe, "_forbidden_calls", attempts)
    found = tried(places, "strict", Lock([]))
    assert found == {"limits": [], "syscalls": ["a new kind of call"]}


@pytest.mark.parametrize("layer", ["limits", "syscalls"])
def test_a_layer_that_is_left_away_is_not_claimed(places, layer):
    found = tried(places, "strict", Lock([], [layer]))
    assert found[layer]
    assert (
        levels.isolation("strict", found, MISSING_NOTHING, levels.NO_BUBBLEWRAP).level
        == {
            "limits": "process",
            "syscalls": "limits",
        }[layer]
    )


@pytest.mark.parametrize("end", ["exit", "raise", "kill"])
def test_a_probe_that_does_not_come_back_proves_nothing(places, end):
    def close(limits, channel):
        if end == "exit":
            os._exit(0)
        if end == "kill":
            os.kill(os.getpid(), 9)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        raise OSError("no lock")

    found = probe.probe_lock(close, "strict", places)
    assert levels.isolation("strict", found, MISSING_NOTHING, levels.NO_BUBBLEWRAP).level == "process"


def test_where_nothing_can_be_tried_nothing_is_claimed(places, monkeypatch):
    monkeypatch.delattr(os, "fork")
    assert levels.isolation("strict", tried(places), MISSING_NOTHING, levels.NO_BUBBLEWRAP).level == "process"


# -- whole rooms ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("without", "level"),
    [
        pytest.param((), "full", marks=needs_walls),
        (("namespaces",), "syscalls"),
        (("namespaces", "syscalls"), "limits"),
        (("namespaces", "syscalls", "limits"), "process"),
        pytest.param(("limits",), "process", marks=needs_walls),
    ],
)
def test_a_room_claims_what_it_has(without, level):
    with Room(without=without, isolation=level) as room:
        assert room.isolation_of("strict").level == level
        submission = room.admit(b"def f(x): return x + 1", "answer.py")
        assert submission.learner().f(1) == 2
        assert submission.isolation == room.isolation
        submission.close()
    above = levels.LEVELS[levels.LEVELS.index(level) + 1 :]
    for asked in above[:1]:
        with Room(without=without, isolation=asked) as room:
            submission = room.admit(b"def f(x): return x + 1", "answer.py")
            with pytest.raises(IsolationError, match=f"{asked} is asked for"):
                submission.learner().f(1)


@pytest.fixture
def copied_room(tmp_path, monkeypatch):
    """Have rooms run a copy of the room's files in which some text is replaced."""

    def copy(name, old, new):
        folder = tmp_path / "room"
        shutil.copytree(walls.ROOM, folder, ignore=shutil.ignore_patterns("__pycache__"))
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
        monkeypatch.setattr(walls, "ROOM", folder)

    return copy


def test_a_room_with_a_hole_in_its_list_says_so(copied_room):
    copied_room("filters.py", "    read readv write", "    socket read readv write")
    with Room(isolation="syscalls") as room:
        found = room.isolation_of("strict")
        assert found.level == "limits"
        assert "internet" in found.lacking.in_language("en")
        with pytest.raises(IsolationError):
            room.admit(b"", "answer.py").load()


def test_a_room_without_limits_on_memory_says_so(copied_room):
    copied_room("process.py", 'wanted["RLIMIT_AS"]', 'wanted["RLIMIT_DATA_"]')
    with Room() as room:
        assert room.isolation_of("strict").level == "process"


@needs_walls
def test_a_wall_that_is_missing_is_noticed(monkeypatch):
    whole = walls.Walls.command

    def command(self, *arguments):
        return [word for word in whole(self, *arguments) if word != "--unshare-net"]

    monkeypatch.setattr(walls.Walls, "command", command)
    with Room() as room:
        found = room.isolation_of("strict")
        assert found.level == "syscalls"
        assert "network" in found.lacking.in_language("en")


@needs_walls
def test_without_pyseccomp_the_packages_are_named(monkeypatch):
    monkeypatch.setattr(walls, "_PACKAGES", walls._PACKAGES.replace("pyseccomp", ""))
    with Room() as room:
        found = room.isolation_of("strict")
        assert found.level == "limits"
        assert "libseccomp2 and pyseccomp" in found.lacking.in_language("en")
        assert "libseccomp2" in found.lacking.in_language("zh")


@needs_walls
def test_where_bubblewrap_is_refused_the_level_drops_and_says_so(monkeypatch):
    monkeypatch.setattr(walls.Walls, "command", lambda self, *_: ["/bin/false"] if self.inside else [])
    with Room() as room:
        found = room.isolation_of("strict")
        assert found.level == "syscalls"
        assert found.lacking is levels.REFUSED


@pytest.mark.parametrize(("without", "level"), [((), "full"), (("namespaces",), "limits")])
def test_beside_a_driver_the_level_says_so(without, level):
    # Forced: no such device need be here for its submission to be locked in.
    if not without and len(walls.ways(True)) == 1:
        pytest.skip("needs bubblewrap")
    with Room(without=without) as room:
        assert str(room.isolation_of("driver")).startswith(f"{level}+gpu")
        submission = room.admit(b"import os\ndef f(): return os.getpid()", "answer.py")
        submission.learner("cuda").f()
        assert submission.isolation.startswith(f"{level}+gpu")
        submission.close()


def test_with_a_folder_of_its_own_the_level_says_so(room, admit):
    submission = admit("def f():\n    open('x', 'w').close()\n    return 1", scratch=True)
    assert submission.learner().f() == 1
    assert "+imports" in submission.isolation
    assert submission.isolation.startswith(room.isolation_of("strict").level)


# -- the command ------------------------------------------------------------------------------------------------


def test_without_bubblewrap_the_command_refuses_and_names_the_package(tmp_path):
    source = PACK / "solutions" / "01_double" / "double.py"
    asked = ["exercise", "1", str(source), "--pack", str(PACK), "--isolation", "full"]
    done = subprocess.run(
        [sys.executable, "-c", "from grader.cli import main; main()", *asked],
        env={**os.environ, "PATH": str(tmp_path), "GRADE_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 2, done.stderr
    told = " ".join(done.stderr.split())
    assert "the isolation is syscalls: seccomp + limits" in told
    assert "Install the package bubblewrap" in told
    assert "--isolation syscalls" in told


# -- an interpreter for each submission -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def spawned():
    with Room(launcher="spawn") as room:
        yield room


def test_a_spawned_room_is_locked_as_well_as_one_without_walls(spawned):
    found = spawned.isolation_of("strict")
    assert found.level == "syscalls"
    assert found.lacking is levels.SPAWNED
    assert str(spawned.isolation_of("scratch")).startswith("syscalls+imports")


def test_a_spawned_room_grades(spawned):
    exercises = {e.slug: e for e in all_exercises(find_packs([PACK])) if e.pack.root == PACK}
    judge = Judge(spawned)
    for slug in ("double", "twice"):
        source = exercises[slug].solution.read_bytes()
        verdict = judge.grade(exercises[slug], source, "answer.py", seed=1, explain=False)
        assert verdict.status is Status.PASSED
        assert verdict.isolation.startswith("syscalls")
    verdict = judge.grade(exercises["double"], b"def double(x): return x", "answer.py", seed=1, explain=False)
    assert verdict.status is Status.FAILED


@pytest.mark.parametrize(
    ("source", "limits", "over"),
    [
        ("def f():\n    while True: pass", {"call_seconds": 0.2}, "time"),
        ("def f():\n    while True: pass", {"cpu_seconds": 1}, "processor time"),
        ("def f():\n    kept = []\n    while True: kept.append(bytearray(1 << 20))", {"memory_bytes": 1 << 27}, "memory"),
        ("def f():\n    while True: print('x' * 99)", {"output_characters": 10_000}, "output"),
        ("def f(): return [1.5] * 2_000", {"header_bytes": 5_000}, "reply"),
    ],
)  # fmt: skip
def test_a_spawned_room_has_the_same_limits(spawned, source, limits, over):
    submission = spawned.admit(source.encode(), "answer.py", Limits(**limits))
    with pytest.raises(LearnerFault) as caught:
        submission.learner().f()
    submission.close()
    assert caught.value.over.limit == over
    most = caught.value.over.allowed
    assert caught.value.over.used > (0.5 * most if over == "memory" else 0.9 * most)


def test_a_spawned_room_outlives_hostile_submissions(spawned):
    source = b"import os\ndef die(): os._exit(3)\ndef fork(): os.fork()\ndef f(x): return x * 2"
    submission = spawned.admit(source, "answer.py")
    learner = submission.learner()
    with pytest.raises(LearnerFault):
        learner.fork()
    with pytest.raises(Killed, match="exit code 3"):
        learner.die()
    assert learner.f(torch.ones(2)).tolist() == [2.0, 2.0]
    submission.close()


def test_a_spawned_room_refuses_what_is_below():
    with Room(launcher="spawn", isolation="full") as room:
        with pytest.raises(IsolationError) as caught:
            room.admit(b"", "answer.py").load()
        assert caught.value.isolation.lacking is levels.SPAWNED


def test_a_platform_without_fork_and_limits_claims_a_process_alone(copied_room):
    copied_room("__init__.py", '"""What', 'import os\n\ndel os.fork\n"""What')
    with Room(launcher="spawn") as room:
        assert room.isolation_of("strict") == Isolation("process", "", levels._not_refused(["anything"]))
        submission = room.admit(b"def f(x): return x + 1", "answer.py")
        assert submission.learner().f(1) == 2
        assert submission.isolation == "process"
