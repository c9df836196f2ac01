"""The small commands: list, show, start, new, devices, completion, help, and what they may import."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from grader.cli.group import COMMANDS
from grader.cli.show import on_screen
from grader.language import message
from grader.packs import read_hints, read_pack

ROOT = Path(__file__).parent.parent.parent


def test_list_shows_every_exercise(grade, pack):
    result = grade("list", "--pack", pack)
    assert result.status == 0
    assert "·   03  Doubling" in result.out
    assert "double_twice" in result.out


def test_list_of_a_topic_shows_only_that(grade, pack):
    out = grade("list", "losses", "--pack", pack).out
    assert "halve" in out
    assert "double" not in out


def test_list_as_json_has_what_a_program_needs(grade, pack):
    data = json.loads(grade("list", "3", "--json", "--pack", pack).out)
    assert data[0] == {
        "number": 3,
        "slug": "double",
        "title": {"en": "Doubling", "zh": "加倍"},
        "topic": "tensors",
        "level": 1,
        "points": 4,
        "prerequisites": [],
        "pack": "school",
        "progress": {"state": "untouched", "score": 0, "grades": 0, "hints": 0, "gave_up": False},
    }


def test_list_says_what_was_left_out_and_why(grade, pack):
    (pack / "exercises/03_double/contract.py").unlink()
    result = grade("list", "--pack", pack)
    assert result.status == 0
    assert "Halving" in result.out
    assert "03_double" in result.err
    assert "contract.py" in result.err


def test_show_prints_the_statement_in_the_language_asked_for(grade, pack):
    assert "What is twice x?" in grade("show", "3", "--pack", pack).out
    chinese = grade("show", "double", "--lang", "zh", "--pack", pack).out
    assert "x 的两倍是多少" in chinese
    assert "加倍" in chinese
    assert "---" not in chinese


def test_a_terminal_shows_a_picture_as_its_description(pack):
    exercise = read_pack(pack, "").exercises[3]
    with exercise.question("en").open("a", encoding="utf-8") as question:
        question.write("\n![two boxes and an arrow](picture.svg)\n")
    screen = Console(force_terminal=True, width=300)
    with screen.capture() as capture:
        screen.print(on_screen(exercise, "en"))
    assert "two boxes and an arrow" in capture.get()
    assert str(exercise.picture) in capture.get()
    assert "![" not in capture.get()


def test_start_copies_the_picture_too(grade, pack, here):
    read_pack(pack, "").exercises[3].picture.write_text("<svg/>", encoding="utf-8")
    assert "picture.svg" in grade("start", "3", "--pack", pack).out
    assert (here / "03_double" / "picture.svg").read_text(encoding="utf-8") == "<svg/>"


def test_start_copies_the_stub_and_both_statements(grade, pack, here):
    result = grade("start", "3", "--pack", pack)
    assert result.status == 0
    assert sorted(path.name for path in (here / "03_double").iterdir()) == [
        "double.py",
        "question.md",
        "question.zh.md",
    ]
    assert "grade exercise 3" in result.out


def test_start_never_overwrites_an_answer(grade, pack, here):
    grade("start", "3", "--pack", pack)
    (here / "03_double" / "double.py").write_text("my answer", encoding="utf-8")
    result = grade("start", "3", "--pack", pack)
    assert result.status == 0
    assert "kept" in result.out
    assert (here / "03_double" / "double.py").read_text(encoding="utf-8") == "my answer"


def test_start_in_a_clone_says_what_to_edit(grade, pack, monkeypatch):
    monkeypatch.chdir(pack)
    result = grade("start", "3")
    assert str(Path("exercises", "03_double", "double.py")) in result.out
    assert not (pack / "03_double").exists()


def test_start_says_when_a_file_is_in_the_way(grade, pack, here):
    (here / "03_double").write_text("", encoding="utf-8")
    result = grade("start", "3", "--pack", pack)
    assert result.status == 2
    assert "03_double cannot be written" in result.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_start_says_when_the_folder_is_read_only(grade, pack, here):
    here.chmod(0o500)
    result = grade("start", "3", "--pack", pack)
    here.chmod(0o700)
    assert result.status == 2
    assert "cannot be written" in result.err


def test_new_makes_an_exercise_without_a_problem(grade, here):
    result = grade("new", "61_my_softmax", "--pack", here / "mine")
    assert result.status == 0
    assert "grade audit 61" in result.out
    pack = read_pack(here / "mine", "mine")
    assert pack.problems == ()
    exercise = pack.exercises[61]
    assert exercise.alternates
    assert exercise.wrong
    assert "TODO" in exercise.statement("en")
    assert "TODO" in exercise.statement("zh")
    assert all(
        "TODO" in step.in_language(language) for step in read_hints(exercise) for language in ("en", "zh")
    )
    assert len(read_hints(exercise)) == 3


@pytest.mark.skipif(
    shutil.which("ruff", path=Path(sys.executable).parent) is None, reason="ruff is not installed"
)
def test_what_new_makes_is_well_formed(grade, here):
    grade("new", "61_my_softmax", "--pack", here)
    shutil.copy(ROOT / "pyproject.toml", here)
    ruff = Path(sys.executable).with_name("ruff")
    for arguments in (["check", "--config", f"src=['{ROOT}']"], ["format", "--check"]):
        done = subprocess.run([ruff, *arguments, here], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["softmax", "1_softmax", "61_Softmax", "61-softmax", "../61_softmax"])
def test_new_refuses_a_name_that_no_exercise_may_have(grade, here, name):
    result = grade("new", name, "--pack", here)
    assert result.status == 2
    assert "61_my_exercise" in result.err


def test_new_takes_no_number_twice_and_changes_nothing_that_is_there(grade, pack):
    assert "taken by 03_double" in grade("new", "03_triple", "--pack", pack).err
    assert "there already" in grade("new", "03_double", "--pack", pack).err
    assert not (pack / "exercises/03_triple").exists()


def test_new_without_a_pack_says_where_to(grade):
    result = grade("new", "61_my_softmax")
    assert result.status == 2
    assert "--pack" in result.err


def test_devices_says_why_one_is_absent(grade, judge):
    out = grade("devices").out
    assert "float64" in out
    assert "no driver" in out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_each_shell(grade, shell):
    result = grade("completion", shell)
    assert result.status == 0
    assert "_GRADE_COMPLETE" in result.out


def test_completion_knows_names_numbers_and_topics(pack, here):
    def complete(word):
        environment = {
            "_GRADE_COMPLETE": "bash_complete",
            "COMP_WORDS": f"grade show --pack {pack} {word}",
            "COMP_CWORD": "4",
        }
        done = subprocess.run(
            [sys.executable, "-c", "from grader.cli import main; main()"],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return [line.partition(",")[2] for line in done.stdout.splitlines()]

    assert complete("dou") == ["double", "double_twice"]
    assert complete("12") == ["12"]
    assert complete("losse") == ["losses"]


def test_a_command_that_does_not_exist_is_answered_with_a_close_one(grade):
    assert "grade list" in grade("lisst").err
    assert "grade exercise 46" in grade("46").err
    assert grade("46").status == 2


@pytest.mark.parametrize("name", [*COMMANDS, ""])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_command_has_help_in_both_languages(grade, name, language, monkeypatch):
    monkeypatch.setenv("GRADE_LANG", language)
    result = grade(*([name] if name else []), "--help")
    assert result.status == 0
    assert ("用法" if language == "zh" else "Usage") in result.out


def test_the_version_is_told(grade):
    from grader import __version__

    assert __version__ in grade("--version").out


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["exercise", "--help"],
        ["list"],
        ["show", "3"],
        ["start", "3"],
        ["hint", "3"],
        ["solution", "3", "--give-up"],
        ["list", "--plan", "3"],
        ["completion", "bash"],
        ["new", "61_x"],
    ],
)
def test_commands_that_only_read_never_import_torch(pack, here, arguments):
    if "--help" not in arguments and arguments[0] != "completion":
        arguments = [*arguments, "--pack", str(pack)]
    code = (
        "import sys; from grader.cli import run; status = run(sys.argv[1:]);"
        "heavy = {'torch', 'numpy', 'hypothesis', 'msgpack', 'jinja2'} & set(sys.modules);"
        "sys.exit(f'{status} {heavy}' if status or heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_reader_that_goes_away_is_no_crash(pack, here):
    command = f"{sys.executable} -c 'from grader.cli import main; main()' list --pack {pack} | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_a_terminal_without_our_letters_is_no_crash(pack, here):
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from grader.cli import main; main()",
            "list",
            "--lang",
            "zh",
            "--pack",
            str(pack),
        ],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_devices_says_in_chinese_why_one_is_absent(grade, judge, monkeypatch):
    cuda = SimpleNamespace(
        name="cuda", available=False, reason=message("not on this machine"), dtypes=(), detail=""
    )
    monkeypatch.setattr(sys.modules["grader.devices"], "find_devices", lambda: [cuda])
    assert "这台机器上没有" in grade("devices", "--lang", "zh").out
    assert "not on this machine" in grade("devices", "--lang", "en").out


@pytest.mark.parametrize("arguments", [("list", "--plan", "soon"), ("audit", "--seeds", "many")])
def test_a_number_that_is_none_is_told_in_chinese(grade, arguments):
    result = grade(*arguments, "--lang", "zh")
    assert result.status == 2
    assert "整数" in result.err
    assert "integer" not in result.err


def test_devices_tells_how_well_submissions_are_locked_in(grade, judge):
    out = grade("devices").out
    assert "syscalls: seccomp + limits" in out
    assert "Install the package bubblewrap" in " ".join(out.split())
