"""What other systems are given: archives and folders that hold what they must, and no more than they may."""

import io
import json
import os
import py_compile
import re
import shutil
import subprocess
import tarfile
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from grader.classroom.assignment import read_assignment
from grader.classroom.exports import bundles, payload
from grader.classroom.exports.bundles import consumers_with_bundles, make_bundle
from grader.classroom.exports.payload import without_secrets
from grader.classroom.model import CheckRule, Visibility
from grader.cli.assignment.autograder import SYSTEMS
from grader.cli.assignment.run_as import FORMATS
from grader.language import Problem

PACK = Path(__file__).resolve().parents[2] / "attacks" / "pack"
SECRET, PASSWORD, STUDENT = "only-the-teacher-knows-this", "open-sesame", "amy-of-the-first-row"
TOML = f"""
id = "hw1"
title = "Homework 1"
secret = "{SECRET}"
isolation = "syscalls"
pack = "{PACK}"
ledger = "postgresql+psycopg://teacher:{PASSWORD}@db/grades"
due = 2026-03-16T23:59:59Z

[groups]
first = ["{STUDENT}", "ben"]

[[exercises]]
exercise = 1
points = 8

[[exercises]]
exercise = "03_pool"
points = 4
"""


@pytest.fixture
def homework(tmp_path):
    path = tmp_path / "hw1" / "assignment.toml"
    path.parent.mkdir()
    path.write_text(TOML, encoding="utf-8")
    return read_assignment(path)


@pytest.fixture
def files(homework, tmp_path):
    """Makes a bundle and gives back its files: name -> (bytes, whether it can be run)."""

    def files(system, of=homework):
        bundle = make_bundle(system, of, tmp_path / "exports")
        files.notes = [note.in_language("en") for note in bundle.notes]
        if bundle.path.suffix == ".zip":
            with zipfile.ZipFile(bundle.path) as archive:
                return {
                    info.filename: (archive.read(info), bool(info.external_attr >> 16 & 0o100))
                    for info in archive.infolist()
                }
        return {
            str(path.relative_to(bundle.path)): (path.read_bytes(), os.access(path, os.X_OK))
            for path in bundle.path.rglob("*")
            if path.is_file()
        }

    return files


def test_there_is_a_bundle_for_every_system_that_the_commands_name():
    assert consumers_with_bundles() == SYSTEMS
    assert set(SYSTEMS) <= set(FORMATS) == set(bundles.CONSUMERS)


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_script_is_one(files, system, tmp_path):
    for name, (data, executable) in files(system).items():
        if name.endswith(".sh") or name in ("setup.sh", "run_autograder"):
            assert data.startswith(b"#!/usr/bin/env bash\n")
            assert executable
            checked = subprocess.run(["bash", "-n"], input=data, capture_output=True, check=False)
            assert checked.returncode == 0, checked.stderr
            assert b"@@" not in data
        if name.endswith((".yml", ".yaml")):
            assert yaml.safe_load(data)
        if name.endswith(".json") and "schema" not in name:
            json.loads(data)
        if name == "autograder.py":
            script = tmp_path / name
            script.write_bytes(data)
            py_compile.compile(str(script), doraise=True)


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_bundle_holds_the_grader_the_pack_and_exact_requirements(files, system):
    found = files(system)
    below = next(
        name.removesuffix("requirements.txt")
        for name in found
        if name.endswith("torchgrade/requirements.txt")
    )
    assert (
        found[f"{below}pack/exercises/03_pool/contract.py"][0]
        == (PACK / "exercises/03_pool/contract.py").read_bytes()
    )
    assert f"{below}grader/sandbox/room/zygote.py" in found
    assert f"{below}grader/locale/zh/LC_MESSAGES/grader.mo" in found
    assert f"{below}grader/classroom/exports/templates/install.sh.template" in found
    assert not any("__pycache__" in name for name in found)
    lines = found[f"{below}requirements.txt"][0].decode().splitlines()
    assert lines[0] == "--extra-index-url https://download.pytorch.org/whl/cpu"
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][\w.]*", line) for line in lines[1:])
    assert {"torch", "numpy", "hypothesis", "click", "sympy"} <= {line.partition("==")[0] for line in lines}


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_bundle_holds_names_or_a_password_and_a_public_one_no_secret(files, system):
    everything = b"".join(data for data, _ in files(system).values())
    assert PASSWORD.encode() not in everything
    assert STUDENT.encode() not in everything
    assert (SECRET.encode() in everything) is (system not in bundles.PUBLIC)


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_assignment_in_a_bundle_can_be_read_where_it_is_unpacked(files, system, tmp_path):
    found = files(system)
    name = next(name for name in found if name.endswith("torchgrade/assignment/assignment.toml"))
    below = name.removesuffix("assignment/assignment.toml")
    for each, (data, _) in found.items():
        if each.startswith((f"{below}pack/", f"{below}assignment/")):
            path = tmp_path / "there" / each.removeprefix(below)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    read = read_assignment(tmp_path / "there" / "assignment")
    assert [item.exercise for item in read.items] == ["01_double", "03_pool"]
    assert read.pack == (tmp_path / "there" / "pack").resolve()
    assert (read.ledger, read.groups) == ("", {})


@pytest.mark.parametrize("system", SYSTEMS)
def test_equal_assignments_make_equal_bundles(files, system):
    assert files(system) == files(system)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_bundle_that_cannot_be_written_leaves_the_old_one_whole(
    files, homework, system, tmp_path, monkeypatch
):
    before = files(system)
    moves = Path.replace if system == "gradescope" else Path.rename

    def fails(self, target):
        if Path(target).name in ("autograder.zip", system) and self.name != "old":
            raise OSError(28, "No space left on device")
        return moves(self, target)

    monkeypatch.setattr(Path, "replace" if system == "gradescope" else "rename", fails)
    with pytest.raises(Problem, match="No space left"):
        make_bundle(system, replace(homework, title="Another"), tmp_path / "exports")
    monkeypatch.undo()
    name = "autograder.zip" if system == "gradescope" else system
    assert [path.name for path in (tmp_path / "exports").iterdir()] == [name]
    assert files(system) == before


def test_gradescope_finds_its_two_files_at_the_root(files):
    found = files("gradescope")
    assert found["setup.sh"][1]
    assert found["run_autograder"][1]
    script = found["run_autograder"][0].decode()
    for place in ("/autograder/submission", "/autograder/results", "/autograder/submission_metadata.json"):
        assert place in script
    assert "--user torchgrade" in script
    assert "chmod -R go= /autograder/source" in found["setup.sh"][0].decode()


def test_classroom50s_script_imports_nothing_from_the_checkout(files):
    script = files("classroom50")["autograder.py"][0].decode()
    assert script.count('"-I", "-m"') == 2
    assert '"-P", "-m", "grader"' in script
    assert "cwd=CHECKOUT" not in script
    assert json.loads(files("classroom50")["runtime.json"][0])["runtime"]["python"] == "3.12"


def test_classroom50_takes_no_bundle_beyond_ten_megabytes(homework, tmp_path, monkeypatch):
    monkeypatch.setattr(bundles, "MOST_BYTES_OF_A_PAGE", 1000)
    with pytest.raises(Problem, match="10 MB"):
        make_bundle("classroom50", homework, tmp_path)


def test_githubs_workflow_hands_each_exercise_to_the_reporter(files):
    workflow = yaml.safe_load(files("github-classroom")[".github/workflows/classroom.yml"][0])
    assert list(workflow["jobs"]) == ["run-autograding-tests"]
    grade, report = workflow["jobs"]["run-autograding-tests"]["steps"][-2:]
    assert report["uses"].startswith("classroom-resources/autograding-grading-reporter@v")
    assert report["with"]["runners"] == "ex01double,ex03pool"
    assert report["env"] == {
        "EX01DOUBLE_RESULTS": "${{ steps.grade.outputs.ex01double }}",
        "EX03POOL_RESULTS": "${{ steps.grade.outputs.ex03pool }}",
    }
    assert grade["id"] == "grade"
    assert all(
        re.search(r"@v?\d", step["uses"])
        for step in workflow["jobs"]["run-autograding-tests"]["steps"]
        if "uses" in step
    )


def test_prairielearns_options_are_those_that_it_knows(files):
    found = files("prairielearn")
    options = json.loads(found["info.json"][0])["externalGradingOptions"]
    assert options.keys() <= {
        "enabled",
        "image",
        "entrypoint",
        "serverFilesCourse",
        "timeout",
        "enableNetworking",
        "environment",
    }
    assert options["enableNetworking"] is False
    limit = float(re.search(rb"--seconds (\S+)", found["grade.sh"][0])[1])
    assert limit < options["timeout"] <= 600
    assert b"COPY --chmod=755 grade.sh " + options["entrypoint"].encode() in found["Dockerfile"][0]


def test_autolabs_makefile_unpacks_what_it_then_runs(files, tmp_path):
    found = files("autolab")
    with tarfile.open(fileobj=io.BytesIO(found["autograde.tar"][0])) as archive:
        assert archive.getnames() == ["autograde/grade.sh"]
        assert archive.getmember("autograde/grade.sh").mode & 0o100
    makefile = found["autograde-Makefile"][0].decode()
    assert all(line.startswith(("all:", "\t@")) for line in makefile.splitlines())


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
def test_with_autolab_an_archive_cannot_write_elsewhere_and_make_says_nothing_last(files, tmp_path):
    """The grader is played by a script that lists what it would grade."""
    place = tmp_path / "autolab"
    place.mkdir()
    for name, (data, _) in files("autolab").items():
        if name.startswith("autograde"):
            (place / name.replace("autograde-Makefile", "Makefile")).write_bytes(data)
    with tarfile.open(place / "handin.tar", "w") as archive:
        for name in ("double.py", "../escaped.py", "/tmp/escaped_too.py"):
            info = tarfile.TarInfo(name)
            info.size = 1
            archive.addfile(info, io.BytesIO(b"x"))
    grader = tmp_path / "python"
    grader.write_text(
        '#!/usr/bin/env bash\nwhile [ "$1" != --submission ]; do shift; done\nfind "$2" -type f -printf "%f\\n"\nexit 3\n'
    )
    grader.chmod(0o755)
    subprocess.run(["tar", "-xf", "autograde.tar"], cwd=place, check=True)
    script = place / "autograde" / "grade.sh"
    script.write_text(script.read_text().replace("/opt/torchgrade/bin/python", str(grader)))
    subprocess.run(["tar", "-cf", "autograde.tar", "autograde"], cwd=place, check=True)
    done = subprocess.run(["make", "-s"], cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stderr == ""
    assert "double.py" in done.stdout.split()
    assert not (tmp_path / "escaped.py").exists()
    assert not Path("/tmp/escaped_too.py").exists()


def test_courseras_parts_are_told_apart_by_their_ids(files):
    script = files("coursera")["grade.sh"][0].decode()
    assert "  PART-ID-OF-01_double) exercise=01_double ;;" in script


def test_the_teacher_is_told_what_a_system_cannot_hide(files, homework):
    files("gradescope", replace(homework, rules=(CheckRule("*", Visibility.HIDDEN),)))
    assert files.notes == []
    files("autolab", replace(homework, rules=(CheckRule("*", Visibility.HIDDEN),)))
    assert "tell about checks that are hidden" in files.notes[0]
    files("classroom50")
    assert "Everybody can read" in files.notes[0]
    files("prairielearn", replace(homework, isolation=""))
    assert "asks for no isolation" in files.notes[0]


def test_there_is_no_bundle_for_a_system_that_needs_none(homework, tmp_path):
    with pytest.raises(Problem, match="no autograder for check50"):
        make_bundle("check50", homework, tmp_path)


# -- what of an assignment leaves -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        TOML,
        TOML.replace("[groups]", "  [groups]  # who works with whom"),
        TOML + '\n[groups]\nlast = ["amy"]\n' if "[groups]" not in TOML else TOML,
        'id="x"\ntitle="[groups]"\nsecret=\'0123456789abcdef\'\n[[exercises]]\nexercise=1\n',
    ],
)
def test_all_else_stays_as_it_was(tmp_path, text):
    path = tmp_path / "assignment.toml"
    path.write_text(text, encoding="utf-8")
    before, after = tomllib.loads(text), tomllib.loads(without_secrets(path, secret="none", pack=None))
    assert after.pop("secret") == "none"
    for key in ("secret", "ledger", "groups"):
        before.pop(key, None)
    assert after == before


@pytest.mark.parametrize(
    "text",
    [
        'id = "x"\nsecret = """\n0123456789abcdef\n"""\n',
        'id = "x"\nsecret = "0123456789abcdef"\ngroups.first = ["amy"]\n',
        'id = "x"\n"secret" = "0123456789abcdef"\n',
    ],
)
def test_what_cannot_be_left_out_line_by_line_is_refused_rather_than_leaked(tmp_path, text):
    path = tmp_path / "assignment.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Problem, match="cannot be left out"):
        without_secrets(path, secret="none", pack=None)


def test_packages_that_only_a_graphics_card_needs_are_no_requirements(monkeypatch):
    needs = {
        "torchgrade": ["torch>=2.6", "pyseccomp>=0.1.2; sys_platform == 'linux'", "pytest; extra == 'test'"],
        "torch": ["nvidia-cudnn-cu12==9", "triton>=3"],
    }
    monkeypatch.setattr(payload.metadata, "requires", lambda name: needs.get(name, []))

    def version(name):
        if name == "pyseccomp":  # on a machine that is no Linux
            raise payload.metadata.PackageNotFoundError(name)
        return "2.13.0+cu128"

    monkeypatch.setattr(payload.metadata, "version", version)
    assert payload.requirements().splitlines()[1:] == ["pyseccomp>=0.1.2", "torch==2.13.0"]
