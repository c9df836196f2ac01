"""The commands of a take-home: kits, practice in them, handing in, the review."""

import json
import stat
import sys
import zipfile
from types import SimpleNamespace

import pytest

from grader.classroom.screen.chain import links


@pytest.fixture(autouse=True)
def _small_pack(pack, judge, here, monkeypatch):
    """The small pack is what is installed on everybody's computer."""
    monkeypatch.setattr("grader.packs.discovery.built_in_root", lambda: pack)
    monkeypatch.setattr("grader.packs.discovery.BUILT_IN", "school")

    class Judge:
        def __init__(self, room):
            self.room = room

        def grade(self, exercise, source, filename, *, seed, budget, devices):
            return judge.grade_submission(
                exercise, source, filename, self.room, seed=seed, budget=budget, devices=devices
            )

    sys.modules["grader.judge"].Judge = Judge


@pytest.fixture
def new(grade):
    def new(*arguments, exercises="3,7"):
        result = grade("screen", "new", "hiring", "--exercises", exercises, *arguments)
        assert result.status == 0, result.err
        return result

    return new


@pytest.fixture
def kit(new, here, monkeypatch):
    """A candidate in the folder that was sent."""
    new("--candidates", "Ada", "--minutes", "45")
    folder = here / "hiring" / "kits" / "ada"
    monkeypatch.chdir(folder)
    data = json.loads((folder / "torchgrade-kit.json").read_bytes())
    stems = data["exercises"]

    def write(text, number=None):
        stem = stems[0] if number is None else next(s for s in stems if s.startswith(f"{number:02d}"))
        (folder / stem / f"{stem.partition('_')[2]}.py").write_text(text, encoding="utf-8")

    def log():
        chain = links(data["kit"], (folder / "attempts.jsonl").read_bytes())
        assert not any(link.faults for link in chain)
        return [link.facts for link in chain]

    return SimpleNamespace(folder=folder, write=write, log=log, seed=data["seed"], stems=stems)


@pytest.fixture
def handed_in(kit, grade, here, monkeypatch):
    """Ada's archive, seen from the interviewer's folder."""
    kit.write("right", 3)
    grade("exercise", "3")
    assert grade("screen", "pack").status == 1  # the other one was never graded
    monkeypatch.chdir(here / "hiring")
    return kit.folder / "ada-answers.zip"


# --- new ------------------------------------------------------------------------------------------------


def test_new_makes_a_kit_for_each_candidate_as_a_folder_and_as_an_archive(new, here):
    result = new("--candidates", "Ada Lovelace, 王小明", "--candidates", "Grace")
    kits = here / "hiring" / "kits"
    assert sorted(path.name for path in kits.iterdir()) == sorted(
        f"{name}{end}" for name in ("ada-lovelace", "grace", "王小明") for end in ("", ".zip")
    )
    for name in ("ada-lovelace", "grace", "王小明"):
        with zipfile.ZipFile(kits / f"{name}.zip") as archive:
            for member in archive.namelist():
                assert archive.read(member) == (kits / member).read_bytes()
    assert "keep hiring/screen.toml to yourself" in result.out
    assert "grade screen review" in result.out


def test_the_secret_is_for_the_owners_eyes_only(new, here):
    new("--candidates", "Ada")
    mode = (here / "hiring" / "screen.toml").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_new_again_makes_more_kits_of_the_same_take_home(new, grade, here):
    new("--candidates", "Ada")
    before = (here / "hiring" / "screen.toml").read_text(encoding="utf-8")
    result = grade("screen", "new", "hiring", "--candidates", "Grace", "--language", "zh")
    assert result.status == 0
    after = (here / "hiring" / "screen.toml").read_text(encoding="utf-8")
    assert after.startswith(before.rstrip())
    assert 'id = "grace"' in after
    assert "你好" in (here / "hiring" / "kits" / "grace" / "README.md").read_text(encoding="utf-8")


def test_new_refuses_to_change_what_others_were_asked(new, grade):
    new("--candidates", "Ada")
    for changed in (("--exercises", "12"), ("--minutes", "10"), ("--title", "Other")):
        result = grade("screen", "new", "hiring", "--candidates", "Grace", *changed)
        assert result.status == 2
        assert "is another take-home: 90 minutes, 03_double, 07_double_twice" in result.err


def test_new_never_overwrites_a_kit(new, grade, here):
    new("--candidates", "Ada")
    (here / "hiring" / "screen.toml").unlink()
    result = grade("screen", "new", "hiring", "--exercises", "3", "--candidates", "Ada")
    assert result.status == 2
    assert "hiring/kits/ada is there already" in result.err


def test_new_says_what_it_lacks(grade):
    result = grade("screen", "new", "hiring", "--candidates", "Ada")
    assert result.status == 2
    assert "--exercises 46,50,30" in result.err
    result = grade("screen", "new", "hiring", "--exercises", "3")
    assert result.status == 2
    assert "--candidates" in result.err
    result = grade("screen", "new", "hiring", "--exercises", "99", "--candidates", "Ada")
    assert result.status == 2
    assert "There is no exercise 99" in result.err


def test_a_missing_package_is_named_with_the_extra_that_brings_it(grade, monkeypatch):
    monkeypatch.setattr("grader.cli.screen.common.find_spec", lambda name: None)
    result = grade("screen", "new", "hiring", "--exercises", "3", "--candidates", "Ada")
    assert result.status == 2
    assert "needs the package tomlkit" in result.err
    assert "pip install 'torchgrade[classroom]'" in result.err


# --- in the kit -----------------------------------------------------------------------------------------


def test_begin_starts_the_time_and_later_says_how_much_is_left(kit, grade):
    first = grade("screen", "begin")
    assert "Your 45 minutes begin now." in first.out
    assert all(stem in first.out for stem in kit.stems)
    second = grade("screen", "begin")
    assert "0 attempts recorded; 45 of 45 minutes left" in second.out
    assert [entry["kind"] for entry in kit.log()] == ["begin"]


def test_outside_of_a_kit_there_is_nothing_to_begin_or_pack(grade):
    for word in ("begin", "pack"):
        result = grade("screen", word)
        assert result.status == 2
        assert "torchgrade-kit.json" in result.err


def test_every_run_is_recorded_with_its_text_and_the_verdict(kit, grade, judge):
    kit.write("wrong", 3)
    assert grade("exercise", "3").status == 1
    kit.write("right", 3)
    result = grade("exercise", "double")
    assert result.status == 0
    begun, first, second = kit.log()
    assert begun["kind"] == "begin"
    assert [(e["text"], e["claim"]["status"]) for e in (first, second)] == [
        ("wrong", "failed"),
        ("right", "passed"),
    ]
    assert "2 attempts recorded; 45 of 45 minutes left" in result.err
    assert [asked.seed for asked in judge.asked] == [kit.seed, kit.seed]


def test_a_forgotten_begin_is_told_at_the_first_run(kit, grade):
    kit.write("wrong", 3)
    assert "Your 45 minutes begin now." in grade("exercise", "3").err
    assert "begin now" not in grade("exercise", "3").err


def test_a_mistake_on_the_command_line_does_not_start_the_time(kit, grade):
    assert grade("exercise", "99").status == 2
    assert not (kit.folder / "attempts.jsonl").exists()


def test_without_a_name_the_next_exercise_of_the_kit_is_taken(kit, grade):
    kit.write("right")
    assert kit.stems[0][:2] in grade("exercise").err
    assert kit.stems[1][:2] in grade("exercise").err


def test_practice_works_from_inside_the_kit_too(kit, grade, monkeypatch):
    kit.write("right", 3)
    monkeypatch.chdir(kit.folder / "03_double")
    assert grade("exercise", "3").status == 0
    assert len(kit.log()) == 2


def test_json_stays_json(kit, grade):
    kit.write("right", 3)
    assert json.loads(grade("exercise", "3", "--json").out)["number"] == 3


def test_a_run_with_another_seed_is_recorded_with_it(kit, grade):
    kit.write("right", 3)
    grade("exercise", "3", "--seed", "5")
    assert kit.log()[-1]["claim"]["seed"] == "5"


def test_an_exercise_of_no_concern_is_graded_as_ever_and_not_recorded(kit, grade):
    (kit.folder / "halve.py").write_text("right", encoding="utf-8")
    assert grade("exercise", "12").status == 0
    assert [entry["kind"] for entry in kit.log()] == ["begin"]


def test_hints_solutions_and_watching_are_for_afterwards(kit, grade):
    for command in (("hint", "3"), ("solution", "3", "--give-up"), ("watch", "3")):
        result = grade(*command)
        assert result.status == 2
        assert "This is a take-home" in result.err


def test_reset_puts_the_stub_back(kit, grade):
    kit.write("wrong", 3)
    assert grade("reset", "3").status == 0
    assert "NotImplementedError" in (kit.folder / "03_double" / "double.py").read_text(encoding="utf-8")


def test_a_version_without_the_exercise_says_which_one_to_install(kit, grade):
    path = kit.folder / "torchgrade-kit.json"
    path.write_text(path.read_text(encoding="utf-8").replace("03_double", "88_new"), encoding="utf-8")
    result = grade("screen", "begin")
    assert result.status == 2
    assert "asks for 88_new" in result.err
    assert "pip install torchgrade==" in result.err


def test_pack_makes_the_archive_and_says_what_is_missing(kit, grade):
    kit.write("right", 3)
    grade("exercise", "3")
    (kit.folder / "07_double_twice" / "double_twice.py").unlink()
    result = grade("screen", "pack")
    assert result.status == 1
    assert "07_double_twice/double_twice.py is missing" in result.err
    assert "packed   ada-answers.zip (1 answer)" in result.out
    with zipfile.ZipFile(kit.folder / "ada-answers.zip") as archive:
        assert archive.read("03_double/double.py") == b"right"


def test_pack_ends_with_0_when_everything_is_there(kit, grade):
    for number in (3, 7):
        kit.write("right", number)
        grade("exercise", str(number))
    result = grade("screen", "pack")
    assert result.status == 0
    assert result.err == ""
    assert "Send this file to your interviewer" in result.out


# --- review ---------------------------------------------------------------------------------------------


def test_review_writes_a_page_and_data_for_each_and_a_page_over_all(handed_in, grade, here):
    result = grade("screen", "review", handed_in)
    assert result.status == 0, result.err
    review = here / "hiring" / "review"
    assert sorted(path.name for path in review.iterdir()) == ["ada.html", "ada.json", "index.html"]
    assert json.loads((review / "ada.json").read_bytes())["score"] == 4
    assert "Ada" in (review / "index.html").read_text(encoding="utf-8")
    assert "4/8" in result.out
    assert "sound" in result.out


def test_official_questions_are_neither_the_candidates_nor_those_of_another_exercise(handed_in, grade, judge):
    practised = len(judge.asked)
    grade("screen", "review", handed_in)
    (official,) = judge.asked[practised:]
    assert official.budget == "official"
    assert official.seed not in {asked.seed for asked in judge.asked[:practised]}
    assert official.seed > 10**6


def test_review_finds_its_take_home_here_above_or_where_it_is_told(handed_in, grade, here, monkeypatch):
    assert grade("screen", "review", handed_in, "--into", "elsewhere").status == 0
    monkeypatch.chdir(here)
    result = grade("screen", "review", handed_in)
    assert result.status == 2
    assert "--screen" in result.err
    assert grade("screen", "review", handed_in, "--screen", "hiring").status == 0
    assert (here / "hiring" / "review" / "index.html").exists()
    assert (here / "hiring" / "elsewhere" / "index.html").exists()


def test_one_archive_that_cannot_be_read_does_not_keep_the_others_from_review(handed_in, grade, here):
    broken = here / "broken.zip"
    broken.write_bytes(b"no zip")
    result = grade("screen", "review", broken, handed_in)
    assert result.status == 1
    assert "broken.zip is not what `grade screen pack` makes" in result.err
    assert (here / "hiring" / "review" / "ada.html").exists()


def test_when_nothing_can_be_reviewed_nothing_is_written(grade, new, here, monkeypatch):
    new("--candidates", "Ada")
    (here / "broken.zip").write_bytes(b"no zip")
    result = grade("screen", "review", "broken.zip", "--screen", "hiring")
    assert result.status == 2
    assert "None of the archives could be reviewed" in result.err
    assert not (here / "hiring" / "review").exists()


def test_an_answer_that_cannot_be_graded_ends_with_3(kit, grade, here, monkeypatch):
    kit.write("broken", 3)
    grade("screen", "pack")
    monkeypatch.chdir(here / "hiring")
    result = grade("screen", "review", kit.folder / "ada-answers.zip")
    assert result.status == 3
    assert "not gradable" in result.out


def test_review_insists_on_the_isolation_that_is_asked_for(handed_in, grade):
    result = grade("screen", "review", handed_in, "--isolation", "full")
    assert result.status == 2
    assert "--isolation syscalls" in result.err


def test_the_group_and_its_commands_say_what_they_are_for(grade):
    for command in ((), ("new",), ("begin",), ("pack",), ("review",)):
        result = grade("screen", *command, "--help")
        assert result.status == 0
        assert "Usage: grade screen" in result.out
