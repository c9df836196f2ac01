"""What students get: all that they need, the same bytes every time, and nothing that is not meant for them."""

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from grader.classroom.handout import archive, handout_files
from grader.classroom.model import CheckRule, Item, Lateness, LatePolicy, Visibility
from grader.classroom.practice import find_practice, practice_seed, practice_text
from grader.classroom.toml import FileProblem
from grader.language import LANGUAGES, Problem, text
from grader.packs import BUILT_IN, Pack, built_in_root, read_pack

PRIVATE = ["README.md"]
FILES = ["double.py", "picture.svg", "question.md", "question.zh.md"]
LEAST_LETTERS = 16


def exercises_in(root):
    return list(read_pack(root, "").exercises.values())


def lines_of(*paths):
    found = set()
    for path in paths:
        if path.is_file():
            found.update(line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return {line for line in found if len(line) >= LEAST_LETTERS}


def leaks(files, exercises):
    """Return the lines of contracts, solutions, wrong files and hints that stand anywhere in a handout.

    What the stubs and the statements of these exercises say themselves is no secret.
    """
    private = set()
    public = ""
    for e in exercises:
        public += "".join(
            path.read_text(encoding="utf-8") for path in (e.stub, e.question("en"), e.question("zh"))
        )
        private |= lines_of(e.contract, e.solution, *e.alternates, *e.wrong, e.hints("en"), e.hints("zh"))
    told = b"\n".join([*files.values(), *map(str.encode, files)]).decode()
    return sorted(line for line in private if line in told and line not in public)


@pytest.fixture
def private(make, school):
    """An assignment from a pack of one's own."""
    return make.assignment(pack=school, items=(Item("03_double", 10.0), Item("07_halve", 4.0)))


@pytest.fixture
def public(make, school, monkeypatch):
    """The same from the built-in pack, which here is as small."""
    monkeypatch.setattr("grader.classroom.assignment.built_in_root", lambda: school)
    return make.assignment(items=(Item("03_double", 10.0), Item("07_halve", 4.0, extra_credit=True)))


# -- what is in it -----------------------------------------------------------------------------------------------


def test_a_handout_has_statements_stubs_pictures_and_what_practice_needs(public):
    files = handout_files(public, LANGUAGES)
    halve = [name.replace("double", "halve") for name in FILES]
    assert sorted(files) == sorted(
        ["README.md", "practice.toml", *(f"03_double/{n}" for n in FILES), *(f"07_halve/{n}" for n in halve)]
    )


def test_statements_can_be_in_one_language(public):
    files = handout_files(public, ["zh"])
    assert "03_double/question.zh.md" in files
    assert "03_double/question.md" not in files
    assert files["03_double/question.zh.md"].decode().startswith("# 3 题 double\n\n## 任务")


def test_the_stub_is_that_of_the_pack(public, school):
    files = handout_files(public, LANGUAGES)
    assert files["03_double/double.py"] == (school / "exercises" / "03_double" / "double.py").read_bytes()


def test_a_picture_that_a_statement_does_not_show_is_left_out(make, tmp_path, school):
    root = tmp_path / "school"
    shutil.copytree(school, root)
    folder = root / "exercises" / "03_double"
    (folder / "drawing.png").write_bytes(b"\x89PNG")
    (folder / "solution.png").write_bytes(b"\x89PNG")
    files = handout_files(make.assignment(pack=root), LANGUAGES)
    assert "03_double/drawing.png" in files
    assert "03_double/solution.png" not in files


# -- what is not in it -------------------------------------------------------------------------------------------


def test_a_handout_of_a_pack_of_ones_own_has_statements_and_stubs_only(private):
    files = handout_files(private, LANGUAGES)
    names = {name.rpartition("/")[2] for name in files}
    assert names == {"README.md", *FILES, "halve.py"}


@pytest.mark.parametrize("kind", ["private", "public"])
def test_nothing_of_contracts_solutions_wrong_files_and_hints_is_in_it(kind, request, school):
    assignment = request.getfixturevalue(kind)
    files = handout_files(assignment, LANGUAGES)
    assert leaks(files, exercises_in(school)) == []
    zipped = archive(files, "hw1").decode(
        "utf-8", errors="replace"
    )  # it is stored, so its text can be searched
    for word in (
        "the worked solution",
        "another way",
        "the wrong way",
        "mistake",
        "of the contract",
        "提示",
        "author",
    ):
        assert word not in zipped
    assert "yours to write" in zipped


@pytest.mark.parametrize("name", ["contract.py", "hints.md"])
def test_the_search_for_leaks_finds_one(private, school, name):
    leaking = (school / "exercises" / "03_double" / name).read_bytes()
    assert leaks(handout_files(private, LANGUAGES) | {"x": leaking}, exercises_in(school))


@pytest.mark.parametrize("file", ["double.py", "alternate/other.py", "wrong/adds_one.py"])
def test_the_search_for_leaks_finds_a_solution(private, school, file):
    leaking = (school / "solutions" / "03_double" / file).read_bytes()
    assert leaks(handout_files(private, LANGUAGES) | {"x": leaking}, exercises_in(school))


def test_nothing_of_the_solutions_of_the_built_in_exercises_is_in_a_handout(make, monkeypatch, tmp_path):
    # A copy, because in a clone the stubs are what its owner edits.
    root = tmp_path / "pack"
    for room in ("exercises", "solutions"):
        shutil.copytree(built_in_root() / room, root / room)
    exercises = [e for e in exercises_in(root) if b"raise NotImplementedError" in e.stub.read_bytes()]
    whole = Pack(root, BUILT_IN, {e.number: e for e in exercises})
    monkeypatch.setattr("grader.classroom.assignment.find_pack", lambda _: whole)
    told = make.assignment(items=tuple(Item(e.stem, e.points) for e in exercises))
    files = handout_files(told, LANGUAGES)
    assert len(exercises) > 50
    assert leaks(files, exercises) == []
    assert {Path(name).name for name in files if name.endswith(".py")} == {e.stub.name for e in exercises}


def test_the_secret_and_the_official_seeds_are_not_in_it(public, make):
    files = handout_files(public, LANGUAGES)
    zipped = archive(files, public.id)
    for text_ in (make.SECRET, *(str(public.seed(item.exercise)) for item in public.items)):
        assert text_.encode() not in zipped


def test_a_secret_in_a_text_for_students_is_refused(public, make):
    with pytest.raises(Problem, match=r"The secret of the assignment stands in README.md"):
        handout_files(replace(public, title=f"Homework {make.SECRET}"), LANGUAGES)


def test_a_stub_that_holds_an_answer_is_refused(make, tmp_path, school):
    root = tmp_path / "school"
    shutil.copytree(school, root)
    stub = root / "exercises" / "03_double" / "double.py"
    stub.write_text("def double(x):\n    return 2 * x\n", encoding="utf-8")
    with pytest.raises(Problem, match="was edited, and may hold an answer"):
        handout_files(make.assignment(pack=root), LANGUAGES)


def test_a_stub_that_differs_from_what_was_committed_is_refused(make, tmp_path, school):
    root = tmp_path / "school"
    shutil.copytree(school, root)

    def git(*arguments):
        me = ["-c", "user.name=me", "-c", "user.email=me@example.org"]
        subprocess.run(["git", *me, *arguments], cwd=root, check=True, capture_output=True)

    git("init")
    git("add", ".")
    git("commit", "-m", "a pack")
    told = make.assignment(pack=root)
    assert handout_files(told, LANGUAGES)
    stub = root / "exercises" / "03_double" / "double.py"
    half = f"def helper(x):\n    return 2 * x\n\n\n{stub.read_text(encoding='utf-8')}"
    stub.write_text(half, encoding="utf-8")
    with pytest.raises(Problem, match="grade reset 3"):
        handout_files(told, LANGUAGES)


# -- the archive -------------------------------------------------------------------------------------------------


def test_the_archive_holds_the_files_below_one_folder(public):
    files = handout_files(public, LANGUAGES)
    with zipfile.ZipFile(io.BytesIO(archive(files, "hw1"))) as zipped:
        assert zipped.testzip() is None
        assert zipped.namelist() == sorted(f"hw1/{name}" for name in files)
        assert {name: zipped.read(f"hw1/{name}") for name in files} == files
        assert {info.date_time for info in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_assignment_gives_the_same_bytes(public):
    files = handout_files(public, LANGUAGES)
    backwards = dict(reversed(files.items()))
    assert (
        archive(files, "hw1") == archive(backwards, "hw1") == archive(handout_files(public, LANGUAGES), "hw1")
    )


# -- README ------------------------------------------------------------------------------------------------------


def test_the_readme_says_dates_points_and_policies(public, make):
    told = replace(
        public,
        late=LatePolicy(Lateness.PERCENT_PER_DAY, timedelta(minutes=10), percent=10),
        late_until=make.DUE + timedelta(days=3),
        attempts=5,
        groups={"left": ("ada", "grace")},
        rules=(CheckRule("*", Visibility.AFTER_DUE),),
    )
    readme = handout_files(told, LANGUAGES)["README.md"].decode()
    for sentence in (
        "# Homework 1",
        "- Due: 2026-03-16 23:59:59 (UTC)",
        "Up to 10min after the due date is still in time.",
        "takes 10% of the points",
        "After 2026-03-19 23:59:59 (UTC) nothing is accepted.",
        "5 attempts count",
        "counts for the whole group",
        "| 3 Double | 10 | `03_double/` |",
        "| 7 Halve (extra credit) | 4 | `07_halve/` |",
        "`double.py`, `halve.py`",
        "grade exercise 3",
        "shown after the due date",
    ):
        assert sentence in readme, sentence
    assert "ada" not in readme


def test_the_readme_is_in_the_language_of_the_assignment(public):
    readme = handout_files(replace(public, language="zh"), ["zh"])["README.md"].decode()
    assert "题 double" in readme
    assert "`03_double/question.zh.md`" in readme


def test_the_readme_of_a_pack_of_ones_own_says_that_there_is_no_practice(private):
    readme = handout_files(private, LANGUAGES)["README.md"].decode()
    assert "stay with your teacher" in readme
    assert "grade exercise" not in readme


# -- practice ----------------------------------------------------------------------------------------------------


def unpacked(files, folder):
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_the_practice_of_a_handout_is_found_from_everywhere_in_it(public, tmp_path):
    unpacked(handout_files(public, LANGUAGES), tmp_path)
    for place in (tmp_path, tmp_path / "03_double"):
        found = find_practice(place)
        assert (found.folder, found.title) == (tmp_path.resolve(), "Homework 1")
        assert found.exercises == ("03_double", "07_halve")
        assert found.seed == practice_seed(public)


def test_the_practice_seed_has_nothing_of_the_secret(public):
    other = replace(public, secret="quite another secret of the same teacher")
    assert practice_seed(other) == practice_seed(public)
    assert practice_seed(replace(public, id="hw2")) != practice_seed(public)


@pytest.mark.parametrize("title", ['Homework "1"', "作业 \\ 1"])
def test_any_title_can_be_practised(public, tmp_path, title):
    named = replace(public, title=title)
    (tmp_path / "practice.toml").write_text(practice_text(named, text("zh")), encoding="utf-8")
    assert find_practice(tmp_path).title == title


def test_a_folder_without_a_practice_has_none(tmp_path):
    assert find_practice(tmp_path) is None


@pytest.mark.parametrize("other", ["drums = 3\n", "this is about practice, and no TOML of ours\n"])
def test_a_file_of_that_name_that_is_not_ours_is_no_practice(tmp_path, other):
    (tmp_path / "practice.toml").write_text(other, encoding="utf-8")
    assert find_practice(tmp_path) is None


def test_a_broken_practice_is_told(tmp_path):
    (tmp_path / "practice.toml").write_text('practice = "hw1"\nseed = -1\n', encoding="utf-8")
    with pytest.raises(FileProblem, match=r"practice.toml:2: “seed” is -1"):
        find_practice(tmp_path)
