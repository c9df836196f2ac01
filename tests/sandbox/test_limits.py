"""Both sides of every limit, by the judge's public entry: just under it passes, over it is told with what was used."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from grader.judge import Judge
from grader.language import text
from grader.packs import all_exercises, find_packs
from grader.report.data import verdict_from_data, verdict_to_data
from grader.report.sentences import failure_sentence, reason_sentence
from grader.sandbox import Limits, Room
from grader.verdict import FailureKind, Reason, Status

PACK = Path(__file__).parents[1] / "attacks" / "pack"
MIB = 1 << 20
LIMITS = Limits(
    load_seconds=5.0,
    call_seconds=1.0,
    cpu_seconds=2,
    memory_bytes=256 * MIB,
    reply_bytes=MIB,
    header_bytes=64 << 10,
    output_characters=50_000,
)
BURN = "import time\ndef burn(seconds):\n    end = time.process_time() + seconds\n    while time.process_time() < end: pass\n"

linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's limits are those of Linux")


class Strict(Room):
    """A room like any other, with smaller limits, so that reaching them takes little time."""

    limits = LIMITS

    def admit(self, source, filename, limits=None, **options):
        """Let a submission in under the limits of this room."""
        return super().admit(source, filename, limits or self.limits, **options)


@pytest.fixture(scope="module")
def strict():
    with Strict() as room:
        yield room


@pytest.fixture(scope="module")
def judge(strict):
    return Judge(strict)


@pytest.fixture(scope="module")
def exercises():
    return {e.slug: e for e in all_exercises(find_packs([PACK])) if e.pack.root == PACK}


@pytest.fixture
def grade(judge, exercises):
    """Grade an answer to `double` that first runs `body`, with what stands before it as `top`."""

    def grade(body, top="", last="return x * 2"):
        lines = "".join(f"    {line}\n" for line in [*body.splitlines(), last])
        source = f"import os, sys, time, torch\n{top}\ndef double(x):\n{lines}"
        return judge.grade(exercises["double"], source.encode(), "answer.py", seed=1, explain=False)

    return grade


def over_of(verdict):
    """The limit that a verdict tells, after a way through JSON, with the sentences about it."""
    verdict = verdict_from_data(verdict_to_data(verdict))
    assert verdict.status is Status.FAILED
    failure = verdict.problem or next(c.failure for c in verdict.checks if c.failure)
    over = failure.detail["over_limit"]
    english, chinese = (failure_sentence(failure, text(language)) for language in ("en", "zh"))
    assert english != chinese
    assert "{" not in english + chinese
    return failure.kind, over, english, chinese


UNDER = {
    "time": "time.sleep(0.02)",
    "processor time": "burn(0.05)",
    "memory": f"bytearray({200 * MIB})",
    "memory of a tensor": f"torch.zeros({200 * MIB}, dtype=torch.uint8)",
    "output": "print('x' * 49_999)",
    "errors": "print('x' * 49_999, file=sys.stderr)",
}


@pytest.mark.parametrize("body", UNDER.values(), ids=UNDER)
def test_just_under_a_limit_is_a_pass(grade, body):
    assert grade(body, top=BURN).status is Status.PASSED


@pytest.mark.parametrize("top", [f"kept = bytearray({200 * MIB})", "print('x' * 49_999)", "time.sleep(0.1)"])
def test_just_under_a_limit_while_loading_is_a_pass(grade, top):
    assert grade("", top=top).status is Status.PASSED


def test_the_time_of_a_call(grade):
    kind, over, english, chinese = over_of(grade("time.sleep(60)"))
    assert kind is FailureKind.TIMED_OUT
    assert (over["limit"], over["allowed"], over["unit"]) == ("time", 1.0, "seconds")
    assert over["used"] >= 1.0
    assert "within 1 s, and after 1." in english
    assert "1 秒" in chinese


@linux
@pytest.mark.parametrize("prepare", ["", "import signal; signal.signal(signal.SIGXCPU, signal.SIG_IGN)"])
def test_processor_time(exercises, prepare):
    class Patient(Strict):
        limits = Limits(cpu_seconds=1, call_seconds=60.0)

    with Patient() as room:
        source = f"{BURN}{prepare}\ndef double(x): burn(60)\n"
        verdict = Judge(room).grade(exercises["double"], source.encode(), "answer.py", seed=1, explain=False)
    kind, over, english, chinese = over_of(verdict)
    assert kind is FailureKind.TIMED_OUT
    assert (over["limit"], over["allowed"], over["unit"]) == ("processor time", 1, "seconds")
    assert 1 <= over["used"] < 4
    assert "processor time" in english
    assert "处理器时间" in chinese


@linux
@pytest.mark.parametrize(
    ("body", "least"),
    [
        (f"bytearray({300 * MIB})", 0),
        (f"torch.empty({300 * MIB}, dtype=torch.uint8)", 0),
        (f"import numpy; numpy.empty({300 * MIB}, dtype='uint8')", 0),
        ("kept = []\nwhile True: kept.append(bytearray(1 << 20))", 200 * MIB),
        ("kept = []\nwhile True: kept.append(torch.ones(1 << 18))", 200 * MIB),
    ],
)
def test_memory(grade, body, least):
    kind, over, english, chinese = over_of(grade(body))
    assert kind is FailureKind.RAISED
    assert (over["limit"], over["allowed"], over["unit"]) == ("memory", 256 * MIB, "bytes")
    assert least <= over["used"] <= 256 * MIB
    assert "more memory than the 256 MiB" in english
    assert "256 MiB" in chinese


@linux
def test_where_not_a_byte_is_left_it_can_still_be_told(grade, monkeypatch):
    monkeypatch.setattr(Strict, "limits", Limits(memory_bytes=64 * MIB))
    kind, over, _, _ = over_of(grade("kept = []\nwhile True: kept.append(float(len(kept)))"))
    assert kind is FailureKind.RAISED
    assert 60 * MIB < over["used"] <= over["allowed"] == 64 * MIB


@linux
def test_a_process_that_aborts_where_memory_is_refused(grade):
    kind, over, english, _ = over_of(
        grade(f"kept = bytearray({220 * MIB})\nkept[::4096] = kept[::4096]\nos.abort()")
    )
    assert kind is FailureKind.KILLED
    assert (over["limit"], over["allowed"]) == ("memory", 256 * MIB)
    assert over["used"] >= 220 * MIB
    assert "256 MiB" in english


def test_an_error_raised_by_hand_is_no_limit(grade):
    verdict = grade("raise MemoryError('not really')")
    failure = next(c.failure for c in verdict.checks if c.failure)
    assert "over_limit" not in failure.detail
    assert failure_sentence(failure, text("en")) == "Your code raised MemoryError"


@pytest.mark.parametrize(
    ("body", "used"),
    [
        ("print('x' * 50_000)", 50_001),
        ("sys.stderr.write('x' * 50_001)", 50_001),
        ("for _ in range(51): print('x' * 999)", 50_999),
        ("try:\n    while True: print('x' * 999)\nexcept BaseException: pass", 50_999),
    ],
)
def test_output(grade, body, used):
    kind, over, english, chinese = over_of(grade(body))
    assert kind is FailureKind.PRINTED_TOO_MUCH
    assert over == {"limit": "output", "allowed": 50_000, "used": used, "unit": "characters"}
    assert english == f"Your code printed {used:,} characters where 50,000 characters are allowed."
    assert "50,000 个字符" in chinese


@pytest.mark.parametrize(
    ("last", "allowed", "used"),
    [
        ("return torch.zeros(1 << 20, dtype=torch.uint8)", None, None),
        ("return torch.zeros((1 << 20) + 1, dtype=torch.uint8)", MIB, range(MIB + 1, MIB + 100)),
        ("return torch.zeros(1).expand(1 << 40)", MIB, 1 << 42),
        ("return [1.5] * 5_000", None, None),
        ("return [1.5] * 10_000", 64 << 10, range(90_000, 91_000)),
    ],
)
def test_the_size_of_an_answer(grade, last, allowed, used):
    verdict = grade("", last=last)
    if allowed is None:  # a wrong answer, and not one that is too large to be looked at
        assert next(c.failure for c in verdict.checks if c.failure).kind is not FailureKind.REPLY_TOO_LARGE
        return
    kind, over, english, chinese = over_of(verdict)
    assert kind is FailureKind.REPLY_TOO_LARGE
    assert (over["limit"], over["allowed"], over["unit"]) == ("reply", allowed, "bytes")
    assert over["used"] in used if isinstance(used, range) else over["used"] == used
    assert "are allowed" in english
    assert "允许" in chinese


def test_an_answer_just_under_the_limit_passes(judge, exercises, strict, monkeypatch):
    # The questions have nine elements of eight bytes at most.
    for size, status in ((72, Status.PASSED), (8, Status.FAILED)):
        monkeypatch.setattr(Strict, "limits", Limits(reply_bytes=size))
        source = b"def double(x): return x * 2"
        verdict = judge.grade(exercises["double"], source, "answer.py", seed=1, explain=False)
        assert verdict.status is status


@pytest.mark.parametrize(
    ("top", "limit"),
    [
        ("time.sleep(60)", "time"),
        ("print('x' * 50_001)", "output"),
        (f"kept = bytearray({300 * MIB})", "memory"),
        ("for number in range(9_000): globals()[f'name_{number}'] = 1", "reply"),
    ],
)
def test_a_limit_while_loading(grade, top, limit):
    kind, over, english, chinese = over_of(grade("", top=top))
    assert kind is FailureKind.DOES_NOT_LOAD
    assert over["limit"] == limit
    assert over["used"] >= (0 if limit == "memory" else over["allowed"])
    assert english.startswith("Your file does not load: ")
    assert chinese.startswith("你的文件无法加载：")


def test_the_budget_of_an_exercise_is_told_with_what_was_used(judge, exercises, monkeypatch):
    from grader.judge import BUDGETS, Budget

    monkeypatch.setitem(BUDGETS, "practice", Budget(25, 0.2))
    source = f"{BURN}\ndef double(x):\n    burn(0.3)\n    return x * 2\n".encode()
    verdict = judge.grade(exercises["twice"], source, "answer.py", seed=1, explain=False)
    assert verdict.status is Status.NOT_RUN
    late = [c for c in verdict.checks if c.reason is Reason.OUT_OF_TIME]
    assert late
    cut = [c for c in verdict.checks if c.status is Status.PASSED and c.reason_detail]
    assert cut  # answered rightly as far as it was asked
    for check in [*late, *cut]:
        assert re.fullmatch(r"CPU \d+\.\d s > 0\.2 s", check.reason_detail)
        assert check.reason_detail.endswith(" s > 0.2 s")
        assert check.reason_detail in reason_sentence(check, text("zh"))


def test_a_reply_that_lies_about_its_limit_is_unusable(grade):
    verdict = grade(
        "",
        top="""
import gc
from room import child, protocol
child.pack = lambda reply: __import__("msgpack").packb([protocol.OVERSIZE, [1, 5], [], "", 0, 1e6])
""",
    )
    assert "unknown kind" in verdict.problem.detail["message"]
    assert "over_limit" not in verdict.problem.detail
