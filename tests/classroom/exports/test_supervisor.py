"""The supervisor hears of one submission what there is to hear, whatever the grading process does."""

import json
import os
import shutil
import sys

import pytest

from grader.classroom.exports.supervisor import Ended, Errand, Job, Locked, Outcome, Refused, supervise
from grader.language import Problem
from grader.report.data import verdict_to_data

from .conftest import POOL, SOFT, right

ERRAND = Errand(
    jobs=(Job(POOL, b"x = 1\n", "max_pooling.py", 7), Job(SOFT, "# é\n".encode(), "softmax.py", 8)),
    pack=None,
    budget="official",
    devices=("cpu",),
    isolation="",
)
LONG = 600.0

# What a grading process begins with: `said` is what it was told, `say` answers.
HEAD = """
import base64, json, os, sys, time
said = json.loads(sys.stdin.buffer.read())
out = int(sys.argv[1])
def say(event, **data):
    os.write(out, json.dumps({"event": event, **data}).encode() + b"\\n")
verdicts = json.loads(os.environ["TMPDIR"])
def graded(exercise):
    say("graded", exercise=exercise, verdict=verdicts[exercise], reason="", seconds=1.0)
POOL, SOFT = "46_max_pooling", "22_softmax"
"""


@pytest.fixture
def events(monkeypatch):
    verdicts = {POOL: verdict_to_data(right()), SOFT: verdict_to_data(right(SOFT))}
    # One of the few variables that a grading process is given.
    monkeypatch.setenv("TMPDIR", json.dumps(verdicts))

    def events(program, seconds=LONG, errand=ERRAND):
        return list(supervise(errand, seconds=seconds, command=(sys.executable, "-c", HEAD + program)))

    return events


def exercises_in(events):
    return [event.exercise for event in events if isinstance(event, Outcome)]


def test_verdicts_come_as_they_are_given_and_then_the_end(events):
    locked, pool, soft, end = events("say('locked', isolation='full'); graded(POOL); graded(SOFT)")
    assert locked == Locked("full")
    assert (pool.exercise, pool.verdict) == (POOL, right())
    assert soft.exercise == SOFT
    assert end == Ended(None)


def test_the_grading_process_is_told_the_submission_byte_by_byte_and_the_seeds(events):
    program = """
reason = json.dumps([[base64.b64decode(j["source"]).decode(), j["seed"], j["filename"]] for j in said["jobs"]])
say("refused", reason={"en": reason + said["budget"], "zh": ""})
"""
    refused, end = events(program)
    assert refused == Refused(
        {"en": '[["x = 1\\n", 7, "max_pooling.py"], ["# \\u00e9\\n", 8, "softmax.py"]]official', "zh": ""}
    )
    assert end.why is not None


def test_a_grading_process_that_hangs_is_ended_and_what_came_before_is_kept(events):
    heard = events("graded(POOL); time.sleep(100_000)", seconds=5.0)
    assert exercises_in(heard) in ([POOL], [])  # on a machine that is busy it may not even have begun
    assert "5 seconds" in heard[-1].why.in_language("en")


def test_one_that_does_not_even_listen_is_ended(events):
    big = Errand((Job(POOL, b"#" * 2**20, "max_pooling.py", 7),), None, "official", (), "")
    program = "raise SystemExit"
    deaf = ("-c", "import time; time.sleep(100_000)")
    heard = list(supervise(big, seconds=1.0, command=(sys.executable, *deaf)))
    assert isinstance(heard[-1], Ended)
    assert heard[-1].why is not None
    assert exercises_in(events(program)) == []


@pytest.mark.parametrize(
    "program",
    [
        "os._exit(1)",
        "os.kill(os.getpid(), 9)",
        "os.write(out, b'no json\\n')",
        'os.write(out, b\'{"event": "graded"}\\n\')',
        "os.write(out, b'[' * 100_000 + b'\\n')",
        "say('graded', exercise='46_max_pooling', verdict={'score': 1000}, reason='', seconds=1)",
        "say('graded', exercise='99_unknown', verdict=None, reason='', seconds=1)",
        "graded(POOL); graded(POOL)",
        "os.write(out, b'x' * 1000)",
    ],
)
def test_one_that_dies_or_says_what_no_grader_says_ends_the_hearing(events, program):
    heard = events(program)
    assert exercises_in(heard) in ([], [POOL])
    assert "ended too early" in heard[-1].why.in_language("en")


def test_one_that_floods_is_not_listened_to_for_ever(events, monkeypatch):
    monkeypatch.setattr("grader.classroom.exports.supervisor.LONGEST_LINE", 100_000)
    heard = events("\nwhile True: os.write(out, b'x' * 10_000)")
    assert exercises_in(heard) == []
    assert heard[-1].why is not None


def test_what_it_prints_goes_nowhere(events, capfd):
    events("print('{\"scores\": {}}', flush=True); graded(POOL); graded(SOFT)")
    assert capfd.readouterr().out == ""


def test_what_it_started_ends_with_it(tmp_path, monkeypatch, events):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    program = f"""
if os.fork() == 0:
    os.write(os.open({str(pipe)!r}, os.O_WRONLY), b"here")
    time.sleep(100_000)
graded(POOL); graded(SOFT); time.sleep(100_000)
"""
    stream = supervise(ERRAND, seconds=LONG, command=(sys.executable, "-c", HEAD + program))
    assert [type(next(stream)) for _ in range(2)] == [Outcome, Outcome]
    with pipe.open("rb") as heard:
        assert heard.read(4) == b"here"
        stream.close()
        assert heard.read() == b""  # the end that it held is closed


def test_the_environment_of_the_grader_is_not_that_of_whoever_started_it(events, monkeypatch):
    monkeypatch.setenv("GITHUB_TOKEN", "a secret")
    refused, _ = events("say('refused', reason={'en': ' '.join(os.environ), 'zh': ''})")
    assert "GITHUB_TOKEN" not in refused.reason["en"]


def test_an_unknown_user_is_told():
    with pytest.raises(Problem, match="no user"):
        list(supervise(ERRAND, seconds=LONG, user="nobody-of-this-name"))


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can run as another user"
)
def test_as_another_user_it_can_neither_read_nor_write_what_is_roots(tmp_path, events):
    (tmp_path / "secret").write_text("a secret")
    (tmp_path / "secret").chmod(0o600)
    program = f"""
import pathlib
found = [os.geteuid() != 0, os.getgroups() == []]
for attempt in (lambda: open({str(tmp_path / "secret")!r}).read(), lambda: open({str(tmp_path / "results")!r}, "w")):
    try:
        attempt()
        found.append(False)
    except OSError:
        found.append(True)
say("refused", reason={{"en": str(found), "zh": ""}})
"""
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin")  # another one may be root's alone
    if python is None:
        pytest.skip("there is no interpreter that every user can run")
    heard = list(supervise(ERRAND, seconds=LONG, user="nobody", command=(python, "-c", HEAD + program)))
    assert heard[0].reason["en"] == "[True, True, True, True]"
