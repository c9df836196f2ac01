"""Whatever a submission does, the judge gets one fault, and the next question gets an answer."""

from __future__ import annotations

import contextlib

import pytest
import torch

from grader.sandbox import (
    Ask,
    Killed,
    NotDefined,
    Raised,
    ReplyTooLarge,
    StaleHandle,
    TimedOut,
    UnusableReply,
)
from grader.sandbox.faults import LearnerFault, clean
from grader.sandbox.learner import fetch, keep

MIB = 1 << 20


def fault(call, *args, **kwargs):
    with pytest.raises(LearnerFault) as caught:
        call(*args, **kwargs)
    return caught.value


def test_an_exception_is_told_and_the_process_goes_on(learn):
    learner = learn("""
        count = 0
        class Mine(ValueError): pass
        def f(x):
            global count
            count += 1
            print("before")
            raise Mine(f"no {x}")
        def g(): return count
    """)
    raised = fault(learner.f, 3)
    assert (raised.type_name, raised.message, raised.printed) == ("Mine", "no 3", "before\n")
    assert raised.is_a("ValueError")
    assert raised.is_a("Mine")
    assert not raised.is_a("TypeError")
    assert not raised.loading
    assert learner.g() == 1


def test_a_traceback_shows_the_learners_lines_only(learn):
    trace = fault(learn("def f(x):\n    return g(x)\ndef g(x):\n    return x / 0\n").f, 1).traceback
    assert trace.splitlines()[0] == "Traceback (most recent call last):"
    assert 'File "answer.py", line 2, in f' in trace
    assert "return x / 0" in trace
    assert trace.endswith("ZeroDivisionError: division by zero")
    assert "child.py" not in trace
    assert "operations.py" not in trace


def test_a_deep_traceback_is_short(learn):
    raised = fault(learn("def f(x): return f(x)").f, 1)
    assert raised.is_a("RecursionError")
    assert len(raised.traceback.splitlines()) <= 20
    assert len(raised.traceback) <= 4_000


def test_wrong_arguments_are_a_type_error_without_our_frames(learn):
    raised = fault(learn("def f(x): return x").f, 1, 2)
    assert raised.is_a("TypeError")
    assert raised.traceback.splitlines() == ["TypeError: f() takes 1 positional argument but 2 were given"]


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("import sys; sys.exit(0)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise BaseException('x')", "BaseException"),
        ("raise NotImplementedError", "NotImplementedError"),
        ("raise MemoryError", "MemoryError"),
    ],
)
def test_any_exception_at_import_is_told_as_loading(admit, statement, name):
    submission = admit(statement)
    raised = fault(submission.load)
    assert isinstance(raised, Raised)
    assert (raised.type_name, raised.loading) == (name, True)
    assert fault(submission.learner().f).loading


def test_a_syntax_error_shows_the_line(admit):
    raised = fault(admit("def f(:\n  pass\n").load)
    assert raised.is_a("SyntaxError")
    assert "def f(:" in raised.traceback
    assert 'File "answer.py", line 1' in raised.traceback


@pytest.mark.parametrize("source", [b"\x00", b"\xff\xfe", b"# -*- coding: no-such -*-"])
def test_a_file_that_is_no_python_does_not_load(room, source):
    submission = room.admit(source, "answer.py")
    assert isinstance(fault(submission.load), Raised)
    submission.close()


@pytest.mark.parametrize(
    "hostile", ["raise SystemExit", "return 3", "return 'x' * 10**6", "return '\\x1b[2J'"]
)
def test_a_hostile_message_does_no_harm(learn, hostile):
    learner = learn(f"""
        class Mine(Exception):
            def __str__(self): {hostile}
            __repr__ = __str__
        def f(): raise Mine("x")
        def g(): return 1
    """)
    raised = fault(learner.f)
    assert raised.type_name == "Mine"
    assert len(raised.message) <= 1_000
    assert "\x1b" not in raised.message + raised.traceback
    assert learner.g() == 1


def test_control_characters_are_removed():
    assert clean("a\x1b[31mred\x1b[0m\x07\r\n\tb\u202e\ud800\x9b", 100) == "ared\n\tb"
    assert clean("x" * 10_000, 5) == "xxxxx"
    assert clean(3, 5) == ""


@pytest.mark.parametrize(
    "statement",
    ["while True: pass", "import time; time.sleep(60)", "import threading; threading.Event().wait()"],
)
def test_a_hang_is_timed_out_and_the_next_call_gets_an_answer(learn, statement):
    learner = learn(f"def f():\n    {statement}\ndef g(): return 1")
    hung = fault(learner.f.ask, options=Ask(time_limit=0.2))
    assert isinstance(hung, TimedOut)
    assert hung.limit_s == 0.2
    assert learner.g() == 1


def test_calls_have_the_limit_of_the_submission_or_of_the_learner(admit):
    submission = admit("def f():\n    while True: pass", call_seconds=0.3)
    assert fault(submission.learner().f).limit_s == 0.3
    assert fault(submission.learner(time_limit=0.1).f).limit_s == 0.1


def test_a_hang_at_import_is_timed_out(admit):
    hung = fault(admit("while True: pass", load_seconds=0.2).load)
    assert isinstance(hung, TimedOut)
    assert hung.loading


@pytest.mark.parametrize(
    ("statement", "cause", "detail"),
    [
        ("import os; os._exit(0)", "exit", "exit code 0"),
        ("import os; os._exit(7)", "exit", "exit code 7"),
        ("import os; os.abort()", "signal", "SIGABRT"),
        ("import ctypes; ctypes.string_at(0)", "signal", "SIGSEGV"),
        ("import os; os.kill(os.getpid(), 9)", "signal", "SIGKILL"),
    ],
)
def test_a_process_that_ends_is_told_how_and_the_next_call_gets_an_answer(learn, statement, cause, detail):
    learner = learn(f"def f(): {statement}\ndef g(): return 1")
    killed = fault(learner.f)
    assert isinstance(killed, Killed)
    assert (killed.cause, killed.detail) == (cause, detail)
    assert learner.g() == 1


def test_a_process_that_closes_its_channel_is_killed(learn):
    learner = learn("import os\ndef f(): os.close(3)\ndef g(): return 1")
    assert isinstance(fault(learner.f), Killed)
    assert learner.g() == 1


def test_an_exit_at_import_is_told_as_loading(admit):
    killed = fault(admit("import os; os._exit(0)").load)
    assert isinstance(killed, Killed)
    assert killed.loading


def test_too_much_memory_is_an_exception(learn):
    learner = learn("""
        import torch
        def tensor(): return torch.empty(1 << 40, dtype=torch.uint8).sum()
        def text(): return len(bytearray(1 << 40))
        def g(): return 1
    """)
    assert fault(learner.tensor).is_a("RuntimeError")
    assert fault(learner.text).is_a("MemoryError")
    assert learner.g() == 1


def test_memory_in_small_pieces_runs_into_the_limit_too(learn):
    learner = learn("""
        def f():
            kept = []
            while True: kept.append(bytearray(1 << 20))
        def g(): return 1
    """, memory_bytes=128 * MIB)  # fmt: skip
    assert fault(learner.f).is_a("MemoryError")
    assert learner.g() == 1


def test_too_much_processor_time_ends_the_process(learn):
    learner = learn("def f():\n    while True: pass", cpu_seconds=1)
    assert isinstance(fault(learner.f), TimedOut)


def test_a_giant_answer_is_refused_with_its_size(learn):
    learner = learn("""
        import torch
        def giant(): return torch.zeros(1 << 30, dtype=torch.uint8)
        def cheap(): return torch.zeros(1).expand(1 << 60)
        def header(): return [1e9] * 200_000
        def words(): return "x" * (100 << 20)
        def g(): return 1
    """)
    assert fault(learner.giant).size == 1 << 30
    for name in ("giant", "cheap", "header", "words"):
        large = fault(getattr(learner, name))
        assert isinstance(large, ReplyTooLarge)
        assert large.size > large.limit
    assert learner.g() == 1


@pytest.mark.parametrize(
    "value",
    [
        "torch.eye(2).to_sparse()",
        "list(range(300_000))",
        "nested(200)",
        "1 << 5000",
        "torch.func.vmap(leak)(torch.ones(2))[0] and kept[0]",
    ],
)
def test_an_answer_that_is_no_plain_data_is_unusable(learn, value):
    learner = learn(f"""
        import torch
        kept = []
        def leak(x):
            kept.append(x)
            return x
        def nested(n):
            value = []
            for _ in range(n): value = [value]
            return value
        def f(): return {value}
        def g(): return 1
    """)
    assert isinstance(fault(learner.f), (UnusableReply, Raised))
    assert learner.g() == 1


@pytest.mark.parametrize(
    "forged",
    [
        "b'PASSED' * 100",
        "bytes(20)",
        "(0).to_bytes(8, 'little') + (1 << 31).to_bytes(4, 'little') + (0).to_bytes(8, 'little')",
        "(0).to_bytes(8, 'little') + (1).to_bytes(4, 'little') + (1 << 40).to_bytes(8, 'little')",
        "b'x'",
    ],
)
def test_writing_to_the_channel_gains_nothing(learn, forged):
    learner = learn(f"import os\ndef f():\n    os.write(3, {forged})\n    return 1\ndef g(): return 1")
    assert isinstance(
        fault(learner.f.ask, options=Ask(time_limit=0.5)), (UnusableReply, ReplyTooLarge, TimedOut)
    )
    assert learner.g() == 1


def test_an_answer_ahead_of_its_question_is_unusable(learn):
    learner = learn("""
        import gc, struct
        from room.wire import Channel
        def f():
            channel = next(o for o in gc.get_objects() if isinstance(o, Channel))
            channel.send(1, b"\\x00", [])
            return 1
        def g(): return 1
    """)
    assert isinstance(fault(learner.f), UnusableReply)
    assert learner.g() == 1


def test_printing_is_kept_in_part_and_counted(learn):
    learner = learn("""
        import os, sys
        def flood():
            for _ in range(100): print("x" * 1000)
            print("\\x1b[31m", file=sys.stderr)
            os.write(1, b"nowhere")
        def g(): return 1
    """)
    printed = learner.flood.ask().printed
    assert printed.startswith("x" * 1_000)
    assert printed.endswith("more characters]")
    assert len(printed) < 17_000
    assert learner.g.ask().printed == ""


def test_handles_of_a_dead_process_are_stale(learn):
    learner = learn("import os\nclass C:\n    x = 1\ndef die(): os._exit(0)")
    thing, kept = learner.C(), keep(learner, [])
    fault(learner.die)
    for use in (lambda: fetch(thing.x), lambda: fetch(kept), lambda: learner.C(thing)):
        assert isinstance(fault(use), StaleHandle)
    assert fetch(learner.C().x) == 1


def test_handles_of_another_submission_are_stale(learn):
    thing = learn("class C: pass").C()
    assert isinstance(fault(learn("def f(x): return x").f, thing), StaleHandle)


def test_patching_everything_changes_only_the_learners_own_answers(learn):
    learner = learn("""
        import builtins, torch
        torch.equal = torch.allclose = lambda *a, **k: True
        builtins.len = lambda x: 0
        def f(x): return x + 1
    """, call_seconds=0.5, load_seconds=0.5)  # fmt: skip
    with contextlib.suppress(LearnerFault):
        assert learner.f(torch.ones(1)).tolist() == [2.0]
    assert len([1]) == 1
    assert not torch.equal(torch.ones(1), torch.zeros(1))


def test_a_learner_that_lies_about_lengths_is_told(learn):
    learner = learn("class C:\n    def __len__(self): return -1\n    def __iter__(self): return 3\nc = C()")
    assert isinstance(fault(len, learner.C()), Raised)
    assert isinstance(fault(list, learner.C()), Raised)


def test_a_fault_says_what_happened():
    assert str(NotDefined("f")) == "f is not defined"
    assert "2.5 seconds" in str(TimedOut(2.5))
    assert "100" in str(ReplyTooLarge(100, 200))
