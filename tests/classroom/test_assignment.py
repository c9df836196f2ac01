"""Reading assignment.toml: what it means, and that every mistake is told with its line and its mending."""

import re
import stat
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from grader.classroom.assignment import (
    BUDGETS,
    LEVELS,
    exercises_of,
    identity_of,
    pack_of,
    read_assignment,
)
from grader.classroom.draft import draft, write_draft
from grader.classroom.model import (
    CheckRule,
    Disclosure,
    Item,
    Lateness,
    LatePolicy,
    Record,
    Visibility,
)
from grader.classroom.toml import FileProblem
from grader.classroom.words import quoted
from grader.language import Problem
from grader.packs import read_pack

SECRET = "a secret of the tests, long enough"
LEAST = f"""\
id = "hw1"
title = "Homework 1"
secret = "{SECRET}"
"""
ONE = """
[[exercises]]
exercise = "03_double"
"""


@pytest.fixture
def write(tmp_path, school):
    """Writes an assignment.toml about the small pack, and gives back its path."""

    def write(text="", *, least=LEAST, exercises=ONE):
        file = tmp_path / "assignment.toml"
        pack = f"pack = {quoted(str(school))}\n"
        file.write_text(f"{least}{pack}{text}\n{exercises}", encoding="utf-8")
        return file

    return write


@pytest.fixture
def read(write):
    def read(*args, thorough=False, **more):
        return read_assignment(write(*args, **more), thorough=thorough)

    return read


@pytest.fixture
def faults(write):
    """What is wrong with an assignment: (line, text of the line, what is told)."""

    def faults(*args, thorough=False, **more):
        file = write(*args, **more)
        with pytest.raises(FileProblem) as raised:
            read_assignment(file, thorough=thorough)
        lines = file.read_text(encoding="utf-8").splitlines()
        language = raised.value.in_language("en").splitlines()
        assert len(language) == len(raised.value.faults)
        return [
            (lines[fault.line - 1] if fault.line else "", told)
            for fault, told in zip(raised.value.faults, language, strict=True)
        ]

    return faults


# -- what it means ---------------------------------------------------------------------------------------------


def test_the_least_assignment_has_a_default_for_everything_else(read):
    found = read()
    assert (found.id, found.title, found.secret) == ("hw1", "Homework 1", SECRET)
    assert found.items == (Item("03_double", 4.0),)
    assert (found.due, found.late, found.record, found.attempts) == (None, LatePolicy(), Record.LATEST, None)
    assert (found.devices, found.budget, found.isolation, found.ledger) == ((), "official", "", "")
    assert (found.published, found.language, found.rules) == (False, "en", ())


def test_everything_can_be_said(read):
    found = read(
        """
        language = "zh"
        timezone = "Asia/Shanghai"
        release = 2026-03-02
        due = 2026-03-16T23:59:59
        late_until = 2026-03-20T00:00:00Z
        record = "best"
        attempts = 3
        devices = ["cpu", "cuda"]
        budget = "practice"
        isolation = "full"
        ledger = "postgresql+psycopg://ta@db/class"
        [late]
        kind = "percent_per_day"
        percent = 12.5
        grace = "1h 30min"
        [[checks]]
        match = "*.gradient"
        visibility = "after_due"
        disclosure = "kind"
        [[checks]]
        match = "*"
        [groups]
        left = ["ada", "grace"]
        """,
        exercises="""
        [[exercises]]
        exercise = 3
        points = 10
        weights = { "double.value" = 0, "*.gradient" = 2 }
        [[exercises]]
        exercise = "halve"
        extra_credit = true
        [[exercises.checks]]
        match = "law"
        visibility = "hidden"
        """,
    )
    shanghai = ZoneInfo("Asia/Shanghai")
    assert found.release == datetime(2026, 3, 2, tzinfo=shanghai)
    assert found.due == datetime(2026, 3, 16, 15, 59, 59, tzinfo=UTC)
    assert str(found.due.tzinfo) == "Asia/Shanghai"
    assert found.late_until == datetime(2026, 3, 20, tzinfo=UTC)
    assert found.late == LatePolicy(Lateness.PERCENT_PER_DAY, timedelta(minutes=90), percent=12.5)
    assert (found.record, found.attempts) == (Record.BEST, 3)
    assert (found.devices, found.budget, found.isolation) == (("cpu", "cuda"), "practice", "full")
    assert found.ledger.startswith("postgresql")
    assert found.rules == (CheckRule("*.gradient", Visibility.AFTER_DUE, Disclosure.KIND), CheckRule("*"))
    assert found.groups == {"left": ("ada", "grace")}
    assert found.items == (
        Item("03_double", 10.0, weights={"double.value": 0.0, "*.gradient": 2.0}),
        Item("07_halve", 4.0, extra_credit=True, rules=(CheckRule("law", Visibility.HIDDEN),)),
    )
    assert (found.language, found.maximum) == ("zh", 10.0)


def test_a_day_that_closes_something_ends_before_the_next(read):
    found = read('timezone = "UTC"\ndue = 2026-03-16')
    assert found.due == datetime(2026, 3, 16, 23, 59, 59, tzinfo=UTC)


def test_the_folder_and_the_file_name_the_same_assignment(write):
    file = write()
    assert read_assignment(file) == read_assignment(file.parent)
    assert read_assignment(file).folder == file.parent


def test_a_byte_order_mark_and_windows_lines_are_no_matter(write):
    file = write()
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert read_assignment(file).id == "hw1"


def test_a_pack_is_found_from_where_the_assignment_lies(write, school, tmp_path, monkeypatch):
    file = write()
    relative = (
        Path("..") / school.relative_to(tmp_path.parent) if school.is_relative_to(tmp_path.parent) else None
    )
    if relative is None:
        pytest.skip("the pack lies elsewhere")
    file.write_text(f'{LEAST}pack = "{relative.as_posix()}"\n{ONE}', encoding="utf-8")
    monkeypatch.chdir("/")
    found = read_assignment(file)
    assert found.pack == school
    assert list(exercises_of(found)) == ["03_double"]


def test_a_pack_of_ones_own_is_never_taken_for_the_built_in_one(tmp_path, school):
    named_alike = tmp_path / "torchgrade"
    named_alike.symlink_to(school)
    (tmp_path / "assignment.toml").write_text(f'{LEAST}pack = "torchgrade"\n{ONE}', encoding="utf-8")
    found = read_assignment(tmp_path)
    assert found.pack is not None
    assert pack_of(found).root == school


def test_without_a_pack_the_exercises_are_the_built_in_ones(tmp_path):
    (tmp_path / "assignment.toml").write_text(
        f'{LEAST}[[exercises]]\nexercise = "46_max_pooling"', encoding="utf-8"
    )
    assert read_assignment(tmp_path).pack is None


def test_the_secret_and_the_ledger_are_not_printed_with_the_assignment(read):
    assert SECRET not in repr(read('ledger = "postgresql://me:password@db/x"'))
    assert "password" not in repr(read('ledger = "postgresql://me:password@db/x"'))


def test_the_words_of_the_judge_and_the_sandbox_are_known():
    judge = pytest.importorskip("grader.judge")
    sandbox = pytest.importorskip("grader.sandbox")
    assert set(BUDGETS) == set(judge.BUDGETS)
    assert LEVELS == sandbox.LEVELS


def test_reading_imports_no_torch(write):
    import subprocess

    code = (
        "import sys; from pathlib import Path; from grader.classroom.assignment import read_assignment\n"
        "import grader.classroom.policy, grader.classroom.disclosure\n"
        "read_assignment(Path(sys.argv[1])); assert not {'torch', 'numpy', 'sqlalchemy', 'jinja2'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, str(write())], check=True)


# -- what is wrong ---------------------------------------------------------------------------------------------

DATES = 'timezone = "UTC"\ndue = 2026-03-16\n'


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("id = 3", 'id = 3', "a text in quotes"),
        ('titel = "x"', 'titel = "x"', "“titel” is no key of this table. Did you mean “title”?"),
        ('colour = "x"', 'colour = "x"', "It may have the keys"),
        ('record = "last"', 'record = "last"', "Did you mean “latest”?"),
        ("attempts = 0", "attempts = 0", "a whole number above 0"),
        ("attempts = 2.5", "attempts = 2.5", "a whole number above 0"),
        ("attempts = true", "attempts = true", "“attempts” is true"),
        ('isolation = "strong"', 'isolation = "strong"', "one of process, limits, syscalls, full"),
        ('isolation = "ful"', 'isolation = "ful"', "Did you mean “full”?"),
        ('budget = "big"', 'budget = "big"', "one of practice, official"),
        ('language = "fr"', 'language = "fr"', "one of en, zh"),
        ('devices = "cpu"', 'devices = "cpu"', "a list of texts"),
        ("devices = []", "devices = []", "a list of texts"),
        ('devices = ["cpu", "cpu"]', 'devices = ["cpu", "cpu"]', "“devices” has “cpu” twice"),
        ('devices = ["cuda:0"]', 'devices = ["cuda:0"]', "“cuda:0” is no kind of device"),
        ('ledger = "ledger.sqlite"', 'ledger = "ledger.sqlite"', "no URL of a database"),
        ("due = 2026-03-16T10:00:00", "due = 2026-03-16T10:00:00", "nothing says in which time zone"),
        ('due = "2026-03-16"', 'due = "2026-03-16"', "a date without quotes"),
        ('timezone = "Shanghai"', 'timezone = "Shanghai"', "Did you mean Asia/Shanghai?"),
        ('timezone = "Asia/Shangai"', 'timezone = "Asia/Shangai"', "Did you mean Asia/Shanghai?"),
        (DATES + "release = 2026-03-16T23:59:59", "due = 2026-03-16", "“due” must come after “release”"),
        (DATES + "late_until = 2026-03-15", "late_until = 2026-03-15", "“late_until” must come after “due”"),
        ("late_until = 2026-03-15T00:00:00Z", "late_until = 2026-03-15T00:00:00Z", "needs a due date"),
        ('record = "last_before_due"', 'record = "last_before_due"', "needs a due date"),
        (
            'timezone = "Europe/Berlin"\ndue = 2026-03-29T02:30:00',
            "due = 2026-03-29T02:30:00",
            "the clocks skip that hour",
        ),
        (DATES + '[late]\nkind = "percent_per_day"', 'kind = "percent_per_day"', "“percent” is missing"),
        (DATES + '[late]\nkind = "late_days"', 'kind = "late_days"', "“days” is missing"),
        (
            DATES + '[late]\nkind = "percent_per_day"\npercent = 101',
            "percent = 101",
            "a number above 0 and at most 100",
        ),
        (DATES + '[late]\nkind = "percent_per_day"\npercent = 0', "percent = 0", "above 0"),
        (DATES + '[late]\nkind = "late_days"\ndays = -1', "days = -1", "a whole number above 0"),
        (DATES + '[late]\nkind = "none"\npercent = 5', "percent = 5", "means nothing where the kind is “none”"),
        (DATES + '[late]\ngrace = "two hours"', 'grace = "two hours"', "a span of time"),
        (DATES + "[late]\ngrace = 2", "grace = 2", "a span of time"),
        (
            DATES + 'late_until = 2026-03-17T00:00:00\n[late]\nkind = "late_days"\ndays = 1\ngrace = "2h"',
            "late_until = 2026-03-17T00:00:00",
            "before the time of grace ends",
        ),
        (
            DATES + 'late_until = 2026-03-18\n[late]\nkind = "hard_stop"',
            "late_until = 2026-03-18",
            "means nothing where the kind is “hard_stop”",
        ),
        ('[late]\nkind = "hard_stop"', "[late]", "“late” needs a due date"),
        ('late = "none"', 'late = "none"', "a table"),
        ('[late]\nattempts = 3', "attempts = 3", "move it above the first line in [brackets]"),
        ('[[checks]]\nmatch = "*"\nvisibility = "afterdue"', 'visibility = "afterdue"', "Did you mean “after_due”?"),
        ('[[checks]]\nmatch = "*"\ndisclosure = "all"', 'disclosure = "all"', "one of nothing, name, kind, whole"),
        ("[[checks]]\nvisibility = \"hidden\"", "[[checks]]", "“match” is missing"),
        ('[[checks]]\nmatch = "*"\nvisibility = "after_due"', 'visibility = "after_due"', "needs a due date"),
        ('[[checks]]\nmacth = "*"\nmatch = "*"', 'macth = "*"', "Did you mean “match”?"),
        ('[groups]\na = ["x", "y"]\nb = ["y", "z"]', 'b = ["y", "z"]', "“y” is in the groups “a” and “b”"),
        ("[groups]\na = []", "a = []", "a list of texts"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_its_mending(faults, text, line, told):
    found = faults(text, least=LEAST.replace('id = "hw1"\n', "") if text.startswith("id") else LEAST)
    assert line in [where for where, _ in found]
    assert any(told in said for where, said in found if where == line)


@pytest.mark.parametrize(
    ("exercises", "line", "told"),
    [
        ("", "", "There are no exercises."),
        ("[[exercises]]\npoints = 3", "[[exercises]]", "Which exercise?"),
        ('[[exercises]]\nexercise = "quadruple"', 'exercise = "quadruple"', "called “quadruple”"),
        ('[[exercises]]\nexercise = "duoble"', 'exercise = "duoble"', "Did you mean double?"),
        ("[[exercises]]\nexercise = 46", "exercise = 46", "There is no exercise 46."),
        ('[[exercises]]\nexercise = "3-7"', 'exercise = "3-7"', "names several exercises"),
        ('[[exercises]]\nexercise = "all"', 'exercise = "all"', "names several exercises"),
        (f"{ONE}[[exercises]]\nexercise = 3", "exercise = 3", "“03_double” is there already"),
        (f"{ONE}points = 0", "points = 0", "a number above 0"),
        (f"{ONE}points = -2.5", "points = -2.5", "a number above 0"),
        (f"{ONE}points = inf", "points = inf", "a number above 0"),
        (f'{ONE}points = "8"', 'points = "8"', "a number above 0"),
        (f"{ONE}extra_credit = 1", "extra_credit = 1", "true or false"),
        (f"{ONE}extra_credit = true", "extra_credit = true", "the maximum is 0 points"),
        (f'{ONE}weights = {{ "*" = -1 }}', 'weights = { "*" = -1 }', "a number, 0 or more"),
        (f'{ONE}weights = {{ "*" = 0 }}', 'weights = { "*" = 0 }', "nobody can have a point"),
        (f"{ONE}weights = 3", "weights = 3", "a table"),
        (f"{ONE}point = 3", "point = 3", "Did you mean “points”?"),
        ('exercises = ["03_double"]', 'exercises = ["03_double"]', "a table"),
        ('exercises = "03_double"', 'exercises = "03_double"', "an array of tables"),
    ],
)
def test_a_mistake_about_an_exercise_is_told_with_its_line(faults, exercises, line, told):
    found = faults(exercises=exercises)
    assert any(told in said for where, said in found if where == line)


@pytest.mark.parametrize("secret", ["", 'secret = "short"', "secret = 1234567890123456789"])
def test_a_missing_or_short_secret_is_told_with_a_fresh_one_and_not_repeated(faults, secret):
    (_, told), *_ = faults(least=f'id = "hw1"\ntitle = "x"\n{secret}\n')
    assert re.search(r'secret = "[\w-]{32}"', told)
    assert '"short"' not in told
    assert "12345" not in told


def test_the_password_in_a_ledger_is_not_repeated(faults):
    (_, told), *_ = faults('ledger = "me:hunter2@db"')
    assert "hunter2" not in told


def test_every_mistake_is_told_at_once_in_the_order_of_lines(faults):
    found = faults('record = "x"\nattempts = 0\ntypo = 1\n[late]\nkind = "y"', exercises="")
    lines = [where for where, _ in found]
    assert lines == ["", 'record = "x"', "attempts = 0", "typo = 1", 'kind = "y"']


def test_a_wrong_time_zone_hides_no_mistake_about_dates(faults):
    told = " ".join(
        said for _, said in faults('timezone = "Mars"\ndue = 2026-03-16\nlate_until = 2026-03-01')
    )
    assert "“Mars”" in told
    assert "“late_until” must come after “due”" in told


def test_what_looks_like_a_key_in_a_long_text_is_none(faults):
    text = 'title = """\nattempts = 3\n[late]\n"""\nattempts = 0'
    least = f'id = "hw1"\nsecret = "{SECRET}"\n'
    assert [where for where, _ in faults(text, least=least)] == ["attempts = 0"]


def test_what_is_no_toml_is_told_with_its_line(faults):
    (line, told), *_ = faults("due = tomorrow")
    assert line == "due = tomorrow"
    assert "this is no TOML" in told


def test_what_is_not_utf8_is_told(write):
    file = write()
    file.write_bytes(file.read_bytes() + "# é".encode("latin-1"))
    with pytest.raises(FileProblem, match="not UTF-8"):
        read_assignment(file)


def test_a_folder_without_an_assignment_is_told(tmp_path):
    with pytest.raises(Problem, match="There is no assignment"):
        read_assignment(tmp_path)


def test_a_pack_that_is_none_is_told(tmp_path):
    (tmp_path / "assignment.toml").write_text(f'{LEAST}pack = "nowhere"\n{ONE}', encoding="utf-8")
    with pytest.raises(FileProblem, match=r"assignment.toml:4: .*nowhere is no pack of exercises"):
        read_assignment(tmp_path)


# -- what only the contracts know ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "exercises", "line", "told"),
    [
        ('[[checks]]\nmatch = "*.gradien"', ONE, 'match = "*.gradien"', "“*.gradien” matches no check"),
        ('[[checks]]\nmatch = "double.valu"', ONE, 'match = "double.valu"', "Did you mean double.value"),
        ('[[checks]]\nmatch = "halve.value"', ONE, 'match = "halve.value"', "matches no check"),
        ('[[checks]]\nmatch = "*.edges"', ONE, 'match = "*.edges"', "matches no check"),
        ('[[checks]]\nmatch = "*"\n[[checks]]\nmatch = "*.value"', ONE, 'match = "*.value"', "never counts"),
        ("", f'{ONE}[[exercises.checks]]\nmatch = "x"', 'match = "x"', "“x” matches no check"),
        ("", f'{ONE}[exercises.weights]\n"x.y" = 2', '"x.y" = 2', "“x.y” matches no check"),
        ('devices = ["gpu"]', ONE, 'devices = ["gpu"]', "torch knows no device “gpu”"),
    ],
)
def test_a_pattern_or_a_device_that_means_nothing_is_told(faults, text, exercises, line, told):
    found = faults(text, exercises=exercises, thorough=True)
    assert [where for where, _ in found] == [line]
    assert told in found[0][1]


def test_patterns_that_name_checks_are_fine(read):
    found = read(
        '[[checks]]\nmatch = "*.gradient"\n[[checks]]\nmatch = "allowed_means_only"\n[[checks]]\nmatch = "*"',
        exercises=f'{ONE}weights = {{ "double.value" = 2 }}',
        thorough=True,
    )
    assert len(found.rules) == 3


def test_a_broken_contract_is_told(tmp_path, school, write):
    import shutil

    broken = tmp_path / "broken"
    shutil.copytree(school, broken)
    (broken / "exercises" / "03_double" / "contract.py").write_text("contract = 3\n", encoding="utf-8")
    (tmp_path / "assignment.toml").write_text(f'{LEAST}pack = "broken"\n{ONE}', encoding="utf-8")
    read_assignment(tmp_path)
    with pytest.raises(FileProblem, match="The contract of 03_double is broken"):
        read_assignment(tmp_path, thorough=True)


# -- a new one -------------------------------------------------------------------------------------------------


@pytest.fixture
def made(tmp_path, school):
    def made(identity="hw1", title="Homework", language="en", zone="Asia/Shanghai"):
        text = draft(
            identity,
            title,
            list(read_pack(school, "school").exercises.values()),
            language=language,
            timezone=zone,
            today=datetime(2026, 3, 1, tzinfo=UTC),
            pack=str(school),
        )
        return write_draft(tmp_path / "new", text)

    return made


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_draft_is_a_whole_assignment(made, language):
    found = read_assignment(made(language=language), thorough=True)
    assert found.language == language
    assert [item.exercise for item in found.items] == ["03_double", "07_halve"]
    assert found.due > datetime(2026, 3, 14, tzinfo=UTC)
    assert found.late.kind is Lateness.PERCENT_PER_DAY


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_a_draft_shows_as_a_comment_can_be_used(made, language):
    file = made(language=language)
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"^# (?=\[|\w+ = )", "", text, flags=re.MULTILINE)
    text = re.sub(r"^days = 2.*\n", "", text, flags=re.MULTILINE)  # which belongs to another kind of lateness
    before, weights, after = re.split(r"^(weights = .*\n)", text, flags=re.MULTILINE)
    text = before + after + weights
    file.write_text(text, encoding="utf-8")
    found = read_assignment(file)
    assert found.attempts == 10
    assert found.groups == {"team1": ("ada", "grace")}
    assert found.rules == (CheckRule("*.gradient", Visibility.AFTER_DUE, Disclosure.KIND),)
    assert found.ledger


def test_both_drafts_say_the_same(made):
    def bare(language):
        made_file = made(language=language)
        text = made_file.read_text(encoding="utf-8")
        made_file.unlink()
        found = re.findall(r"^(?:# )?(\w+ = \S+|\[.*\])", text, re.MULTILINE)
        return [line for line in found if not line.startswith(("secret", "language"))]

    assert bare("en") == bare("zh")


def test_every_draft_has_another_secret(made):
    first = made()
    secret = read_assignment(first).secret
    first.unlink()
    assert read_assignment(made()).secret != secret


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_only_its_owner_can_read_a_draft(made):
    assert stat.S_IMODE(made().stat().st_mode) == 0o600


def test_a_draft_never_replaces_an_assignment(made):
    made()
    with pytest.raises(Problem, match="is there already"):
        made()


@pytest.mark.parametrize("title", ['Homework "1"', "back\\slash", "作业一", "a # b", "$secret"])
def test_any_title_can_be_in_a_draft(made, title):
    assert read_assignment(made(title=title)).title == title


@pytest.mark.parametrize(
    ("name", "identity"),
    [("hw1", "hw1"), ("my class", "my-class"), ("作业 1", "作业-1"), ("---", "assignment")],
)
def test_a_folder_gives_its_assignment_a_name(read, name, identity):
    assert identity_of(name) == identity
    assert read(least=LEAST.replace("hw1", identity)).id == identity


def test_the_seed_is_another_for_each_secret_assignment_and_exercise(read):
    found = read()
    others = [replace(found, secret="another secret"), replace(found, id="hw2")]
    seeds = [found.seed("03_double"), found.seed("07_halve"), *(each.seed("03_double") for each in others)]
    assert len(set(seeds)) == 4
