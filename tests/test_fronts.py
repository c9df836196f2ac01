"""Three fronts, one judge: the command line, pytest and notebooks give the same verdict for the same file and seed."""

import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from grader.cli import run
from grader.notebook import grade
from grader.packs import all_exercises, find_packs
from grader.report.data import verdict_to_data

ROOT = Path(__file__).parent.parent
SEED = 5
# An environment that was made before the plugin was declared does not find it by itself.
INSTALLED = any(entry.name == "torchgrade" for entry in entry_points(group="pytest11"))
PLUGIN = [] if INSTALLED else ["-p", "grader.pytest_plugin"]
# Right, wrong in a question of its own (one that a busy machine has no time to simplify would differ), without tensors, with a class, and not loading.
ANSWERS = {46: "drops_nan", 50: None, 52: "compares_text", 30: None, 11: "def broken(:"}

CATCHER = """
import json
from pathlib import Path
from grader.report.data import verdict_to_data

def pytest_collection_finish(session):
    verdicts = {item.parent.verdict.number: item.parent.verdict for item in session.items}
    data = {number: verdict_to_data(verdict) for number, verdict in verdicts.items()}
    Path("verdicts.json").write_text(json.dumps(data), "utf-8")
"""


def settled(data):
    """Leave out what differs from run to run, and the name under which a front knows the file."""
    name = Path(data["file"]).name
    data = json.loads(json.dumps(data).replace(data["file"], name))
    checks = [{k: v for k, v in check.items() if k != "seconds"} for check in data["checks"]]
    return {**{k: v for k, v in data.items() if k not in ("seconds", "file")}, "checks": checks}


def text_of(exercise, answer):
    if answer is None:
        return exercise.solution.read_text("utf-8")
    wrong = {path.stem: path for path in exercise.wrong}
    return wrong[answer].read_text("utf-8") if answer in wrong else answer


@pytest.fixture(scope="module")
def exercises():
    return {e.number: e for e in all_exercises(find_packs()) if e.number in ANSWERS}


@pytest.fixture(scope="module")
def learner(exercises, tmp_path_factory):
    """A clone of five exercises, with an answer in each stub."""
    folder = tmp_path_factory.mktemp("clone")
    for number, exercise in exercises.items():
        shutil.copytree(exercise.folder, folder / "exercises" / exercise.stem)
        shutil.copytree(exercise.solutions, folder / "solutions" / exercise.stem)
        question = folder / "exercises" / exercise.stem / "question.md"  # what comes before is not here
        question.write_text(
            re.sub(r"prerequisites: .*", "prerequisites: []", question.read_text("utf-8")), "utf-8"
        )
        stub = folder / "exercises" / exercise.stem / exercise.stub.name
        stub.write_text(text_of(exercise, ANSWERS[number]), "utf-8")
    return folder


def pytest_here(folder, *arguments):
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *PLUGIN, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


@pytest.fixture(scope="module")
def by_pytest(learner):
    (learner / "conftest.py").write_text(CATCHER, "utf-8")
    ended = pytest_here(learner, "exercises", "--grade-seed", str(SEED))
    return ended, json.loads((learner / "verdicts.json").read_text("utf-8"))


@pytest.mark.parametrize("number", sorted(ANSWERS))
def test_the_verdict_is_the_same_from_everywhere(learner, exercises, by_pytest, number, capsys, monkeypatch):
    monkeypatch.chdir(learner)
    run(["exercise", str(number), "--seed", str(SEED), "--json"])
    by_command = json.loads(capsys.readouterr().out)
    cell = text_of(exercises[number], ANSWERS[number])
    in_a_notebook = verdict_to_data(grade(f"{number} --seed {SEED}", cell).verdict)
    wanted = settled(by_command)
    assert settled(by_pytest[1][str(number)]) == wanted
    assert settled(in_a_notebook) == wanted
    assert wanted["status"] == ("passed" if ANSWERS[number] is None else "failed")


def test_pytest_shows_counterexamples_and_not_our_frames(by_pytest):
    ended, _ = by_pytest
    assert ended.returncode == 1
    assert "expected" in ended.stdout
    assert "yours" in ended.stdout
    assert "edges: edge cases [cpu]" in ended.stdout
    assert "mse_ctc_bce.py::your_file" in ended.stdout
    assert "grader/" not in ended.stdout


def test_pytest_selects_checks_by_name(learner):
    ended = pytest_here(learner, "--exercise", "50", "-k", "gradient and cpu", "-v")
    assert ended.returncode == 0, ended.stdout
    assert "gradient [cpu] PASSED" in ended.stdout
    assert "value" not in ended.stdout


def test_pytest_never_imports_the_answer(learner):
    stub = learner / "exercises" / "50_softmax" / "softmax.py"
    before = stub.read_text("utf-8")
    mark = learner / "imported"
    try:
        stub.write_text(f"open({str(mark)!r}, 'w').close()\n{before}", "utf-8")
        pytest_here(learner, str(stub), "--grade-seed", "1")
    finally:
        stub.write_text(before, "utf-8")
    assert not mark.exists()


def test_an_unknown_exercise_is_an_error_of_usage(learner):
    ended = pytest_here(learner, "--exercise", "99")
    assert ended.returncode == 4
    assert "99" in ended.stderr


def test_a_notebook_cell_with_a_wrong_line_says_how_it_goes(capsys):
    assert grade("", "x = 1") is None
    assert "%%grade NAME" in capsys.readouterr().err
    assert grade("no_such_exercise", "x = 1") is None
    assert "no_such_exercise" in capsys.readouterr().err


def test_a_notebook_cell_speaks_the_language_of_its_line(capsys):
    assert grade("999 --lang zh", "") is None
    assert "没有第 999 题" in capsys.readouterr().err
    assert grade("999 --lang en", "") is None
    assert "999" in capsys.readouterr().err


def test_the_example_notebook_runs(tmp_path):
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(ROOT / "examples" / "notebook.ipynb", as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    _, first, second = [cell for cell in notebook.cells if cell.cell_type == "code"]
    wrong, right = (cell.outputs[0].data for cell in (first, second))
    assert "✗" in wrong["text/plain"]
    assert "8 of 8 points" in right["text/plain"]
    assert "<pre" in right["text/html"]


def test_a_broken_exercise_is_told_and_its_answer_is_not_imported_either(learner, tmp_path):
    folder = tmp_path / "exercises" / "50_softmax"
    shutil.copytree(learner / "exercises" / "50_softmax", folder)
    (tmp_path / "solutions").mkdir()
    (folder / "softmax.py").write_text("1 / 0", "utf-8")
    ended = pytest_here(tmp_path, str(folder / "softmax.py"))
    assert ended.returncode == 2
    assert "ZeroDivisionError" not in ended.stdout
    assert "solutions" in ended.stdout
