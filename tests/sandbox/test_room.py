"""The room starts clean, stays clean, and comes back when it dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from grader.sandbox import LEVELS, Ask, Killed, LearnerFault, Limits, OptimizerRecipe, Recipe, Room, RoomError
from grader.sandbox.learner import fetch, keep, list_files, type_name

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def descendants(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children]


def zygote(room):
    room.wait_ready()
    pid = room._launcher._process.pid
    return descendants(pid)[0] if room._launcher._ways[0].inside else pid


def nothing_but_the_spare(room):
    return len(descendants(zygote(room))) <= 1


def until(condition):
    """Wait for what the kernel or another process is about to do."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        os.sched_yield()


def count_descriptors(pid):
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def state(pid):
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_importing_the_room_does_not_import_torch():
    code = "import sys, grader.sandbox; sys.exit(bool({'torch', 'numpy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_submission_finds_none_of_our_modules(room, learn):
    modules = room.loaded_modules()
    tops = {name.partition(".")[0] for name in modules}
    assert not tops & {"grader", "hypothesis", "pytest", "_pytest", "rich", "click", "yaml"}
    assert {"torch", "numpy", "room"} <= tops
    learner = learn("""
        import sys
        def can_import(name):
            try:
                __import__(name)
            except ImportError:
                return False
            return True
        def path(): return sys.path
    """)
    for name in ("grader", "hypothesis", "pytest", "_pytest", "rich", "click", "yaml"):
        assert not learner.can_import(name)
    for name in ("torch.nn.functional", "numpy.fft", "collections", "json", "sqlite3", "sympy"):
        assert learner.can_import(name)
    assert not any("site-packages" in entry for entry in learner.path())


def test_the_learners_file_is_not_imported_here(learn):
    learner = learn("import sys\ntouched = 1\ndef name(): return __name__, sys.modules[__name__].touched")
    assert learner.name() == ("submission", 1)
    assert "submission" not in sys.modules


@linux
def test_a_child_has_its_channel_and_nothing_else(room, learn):
    learner = learn("""
        import fcntl, os, sys
        def is_open(descriptor):
            try:
                return fcntl.fcntl(descriptor, fcntl.F_GETFL) >= 0
            except OSError:
                return False
        def descriptors(): return [number for number in range(1000) if is_open(number)]
        def environment(): return sorted(os.environ)
    """)
    assert not [name for name in learner.environment() if name.endswith(("TOKEN", "KEY", "HOME"))]
    assert learner.descriptors() == [0, 1, 2, 3]
    for child in descendants(zygote(room)):
        assert len(list(Path(f"/proc/{child}/task").iterdir())) == 1


def test_torch_runs_with_one_thread(learn):
    learner = learn(
        "import torch\ndef f(): return torch.get_num_threads()\ndef g(x): return (x @ x).sum().item()"
    )
    assert learner.f() == 1
    assert learner.g(torch.ones(300, 300)) == 300.0**3


@linux
def test_nothing_is_left_after_thirty_submissions(room):
    before = [count_descriptors(pid) for pid in (os.getpid(), zygote(room))]
    for number in range(30):
        submission = room.admit(f"def f(): return {number}".encode(), "answer.py")
        assert submission.learner().f() == number
        if number % 3 == 0:
            submission.restart()
        submission.close()
    room.loaded_modules()
    assert [count_descriptors(pid) for pid in (os.getpid(), zygote(room))] == before
    until(lambda: nothing_but_the_spare(room))


@linux
@pytest.mark.parametrize("without", [{"syscalls"}, {"syscalls", "namespaces"}])
def test_what_a_child_leaves_behind_is_killed(without):
    source = b"""
import os, time
def daemon():
    read, write = os.pipe()
    if not os.fork():
        os.setsid()
        pid = os.fork()
        if pid: os.write(write, str(pid).encode())
        if pid: os._exit(0)
        time.sleep(60)
        os._exit(0)
    return int(os.read(read, 20))
def die(): os._exit(0)
"""
    with Room(without=without) as room:
        submission = room.admit(source, "answer.py")
        learner = submission.learner()
        learner.daemon()
        with pytest.raises(LearnerFault):  # the daemon holds the channel open
            learner.die.ask(options=Ask(time_limit=0.5))
        until(lambda: nothing_but_the_spare(room))


def test_submissions_live_side_by_side(learn):
    first, second = (
        learn("x = []\ndef f(i):\n    x.append(i)\n    return x"),
        learn("x = 5\ndef f(i): return x"),
    )
    assert first.f(1) == [1]
    assert second.f(1) == 5
    assert first.f(2) == [1, 2]


def test_a_restart_forgets(admit):
    submission = admit("x = []\ndef f():\n    x.append(1)\n    return len(x)")
    learner = submission.learner()
    assert [learner.f(), learner.f()] == [1, 2]
    submission.restart()
    assert learner.f() == 1


def test_a_closed_submission_does_not_start_again(admit):
    submission = admit("def f(): return 1")
    submission.close()
    with pytest.raises(RoomError, match="closed"):
        submission.learner().f()


def test_the_scratch_folder_is_removed_without_following_links(admit, tmp_path):
    (tmp_path / "precious").write_text("keep me")
    submission = admit(
        f"""
        import os
        def f():
            os.symlink({str(tmp_path)!r}, "link")
            os.makedirs("a/b")
            open("a/b/c", "w").close()
            os.chmod("a/b", 0)
            return os.getcwd()
        """,
        scratch=True,
    )
    folder = Path(submission.learner().f())
    assert list_files(submission.learner()) == ("a", "link")
    submission.close()
    assert not folder.exists()
    assert (tmp_path / "precious").read_text() == "keep me"


def test_a_file_above_the_limit_cannot_be_written(admit):
    learner = admit(
        "def f():\n    with open('x', 'wb') as f: f.write(bytes(1 << 20))", scratch=True, file_bytes=1 << 16
    ).learner()
    with pytest.raises(LearnerFault):
        learner.f()


def test_an_interpreter_that_cannot_start_is_a_room_error(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(RoomError, match="/no/such/python"):
        Room()


def test_an_interpreter_that_dies_twice_is_a_room_error(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with Room() as room:
        with pytest.raises(RoomError):
            room.wait_ready()
        with pytest.raises(RoomError, match="twice"):
            room.admit(b"", "answer.py").load()


def test_a_closed_room_says_so():
    room = Room()
    room.close()
    with pytest.raises(RoomError, match="closed"):
        room.admit(b"", "answer.py").load()


@linux
def test_a_judge_that_dies_leaves_nothing():
    code = """
import os
from pathlib import Path
from grader.sandbox import Room
def below(pid):
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield child
        yield from below(child)
room = Room()
submission = room.admit(b"def f(): return 1", "answer.py")
submission.learner().f()
print(*below(os.getpid()), flush=True)
os.kill(os.getpid(), 9)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    pids = done.stdout.split()
    assert len(pids) >= 2
    until(lambda: all(not Path(f"/proc/{pid}/stat").exists() or state(pid) == "Z" for pid in pids))


def test_ctrl_c_reaches_the_judge_only(admit):
    code = """
import os, signal
from grader.sandbox import Room
with Room() as room:
    source = b"n = 0\\ndef f():\\n    global n\\n    n += 1\\n    return n"
    learner = room.admit(source, "answer.py").learner()
    learner.f()
    try:
        os.killpg(0, signal.SIGINT)
        signal.sigtimedwait([], 0.01)
    except KeyboardInterrupt:
        pass
    print(learner.f())
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, start_new_session=True
    )
    assert done.stdout == "2\n", done.stderr


def test_ctrl_c_in_the_middle_of_a_question_starts_a_fresh_child(admit, monkeypatch):
    from grader.sandbox.room import wire

    submission = admit("n = 0\ndef f():\n    global n\n    n += 1\n    return n")
    learner = submission.learner()
    assert learner.f() == 1

    def interrupted(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(wire.Channel, "receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            learner.f()
    assert learner.f() == 1


def test_warming_imports_what_torch_imports_late():
    with Room() as room:
        before = set(room.loaded_modules())
        room.warm({"optim"})
        assert "torch.optim.adam" in room.loaded_modules()
        assert len(set(room.loaded_modules()) - before) > 100
        with pytest.raises(ValueError, match="no such set"):
            room.warm({"no such set"})
        learner = room.admit(b"def loss(m, x): m(x).sum().backward()", "answer.py").learner()
        model = keep(learner, Recipe.of(("Linear", {"in_features": 2, "out_features": 1})))
        weight = fetch(model.weight)
        optimizer = keep(learner, OptimizerRecipe("SGD", model, {"lr": 0.5}))
        learner.loss(model, torch.ones(1, 2))
        optimizer.step()
        assert torch.allclose(fetch(model.weight), weight - 0.5)
        assert type_name(model) == "Linear"


def test_warming_goes_on_while_the_caller_does(room):
    submission = room.admit(b"def f(x):\n    y = x + 1\n    y += 1\n    return y", "answer.py")
    assert submission.learner().f(torch.ones(1)).tolist() == [3.0]
    room.warm({"lazy"}, wait=False)
    assert submission.learner().f(torch.ones(1)).tolist() == [3.0]
    submission.load("lazy")
    assert submission.learner("lazy").f(torch.ones(1)).tolist() == [3.0]
    assert "sympy" in room.loaded_modules()
    submission.close()


@pytest.mark.parametrize(
    "taken_apart",
    [
        "list(x)",
        "x.unbind(0)",
        "x.split(2)",
        "torch.split(x, [1, 2])",
        "x.chunk(2)",
        "[*zip(x, x)][0]",
        "x.T.unbind(1)",
    ],
)
def test_what_a_tensor_is_taken_apart_into_stays_on_the_stand_in(room, taken_apart):
    source = f"""
import torch

def f(x):
    weight = torch.arange(3.0, dtype=x.dtype, device=x.device).sum()
    total = sum((part * weight).square().sum() for part in {taken_apart})
    first = {taken_apart}[0]
    return total, first * 2
"""
    submission = room.admit(source.encode(), "answer.py")
    x = torch.arange(6.0, dtype=torch.float64).reshape(3, 2) + 1
    answers = []
    for device in ("cpu", "lazy"):
        total, first = submission.learner(device).f(x)
        cotangents = torch.ones_like(total), torch.ones_like(first)
        reply = submission.learner(device).f.ask(x, options=Ask(cotangents=cotangents))
        assert {where.partition(":")[0] for where in reply.devices} == {device}
        answers.append((total, first, *reply.gradients))
    submission.close()
    assert all(torch.equal(*pair) for pair in zip(*answers, strict=True))


@linux
def test_a_room_that_dies_is_replaced():
    with Room() as room:
        submission = room.admit(b"def f(): return 1", "answer.py")
        assert submission.learner().f() == 1
        os.kill(zygote(room), signal.SIGKILL)
        with pytest.raises(Killed):
            [submission.learner().f() for _ in range(1_000_000)]  # until the child has followed its parent
        assert submission.learner().f() == 1


def test_a_spawned_room_answers_in_the_same_way():
    with Room(launcher="spawn") as room:
        submission = room.admit(b"import os\ndef f(x): return x + 1\ndef die(): os._exit(3)", "answer.py")
        learner = submission.learner()
        assert submission.load() == {"f", "die"}
        assert learner.f(torch.ones(2)).tolist() == [2.0, 2.0]
        with pytest.raises(Killed, match="exit code 3"):
            learner.die()
        assert "grader" not in room.loaded_modules()


def test_an_unknown_launcher_is_refused():
    with pytest.raises(ValueError, match="launcher"):
        Room(launcher="magic")


def test_limits_must_be_positive():
    with pytest.raises(ValueError, match="call_seconds"):
        Limits(call_seconds=0)


def test_the_isolation_is_told(room):
    assert room.isolation.partition(":")[0] in LEVELS
