"""What a consumer is given so that it grades with us: an archive or a folder, made from templates and the payload."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from grader import __version__
from grader.classroom.exports.consumers import CONSUMERS
from grader.classroom.exports.files import write_whole
from grader.classroom.exports.github_classroom import runner_name
from grader.classroom.exports.payload import Content, payload
from grader.classroom.model import Assignment, Visibility
from grader.language import Message, Problem, message

TEMPLATES = Path(__file__).with_name("templates")
# Classroom 50 fetches no larger bundle.
MOST_BYTES_OF_A_PAGE = 10 * 2**20
# Everything in an archive was last changed then, so that equal contents are equal archives.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
MARGIN = 20


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was made: where it lies, and what the teacher is told about it."""

    path: Path
    notes: tuple[Message, ...]


def make_bundle(consumer: str, assignment: Assignment, into: Path) -> Bundle:
    """Write what `consumer` is given for `assignment` into the folder `into`, in place of what was there before.

    Raises Problem for a consumer that is given nothing, and where it cannot be written.
    """
    if consumer not in _MAKERS:
        raise Problem(
            message("There is no autograder for {name}.", name=consumer),
            message("There is one for {names}.", names=", ".join(_MAKERS)),
        )
    files = _MAKERS[consumer](assignment)
    notes = [*_notes(consumer, assignment)]
    into.mkdir(parents=True, exist_ok=True)
    if consumer == "gradescope":
        path = into / "autograder.zip"
        write_whole(path, to_zip(files))
    else:
        path = into / consumer
        _write_folder(path, files)
    return Bundle(path, tuple(notes))


def consumers_with_bundles() -> tuple[str, ...]:
    """Return the consumers that are given something."""
    return tuple(_MAKERS)


def template(name: str, **fields: str) -> bytes:
    """Return a template with its ``@@{fields}`` filled in. Raises KeyError where one is not given."""
    text = (TEMPLATES / f"{name}.template").read_text(encoding="utf-8")

    class _Marked(Template):
        delimiter = "@@"

    return _Marked(text).substitute(fields).encode()


def to_zip(files: Mapping[str, Content]) -> bytes:
    """Return files as a zip archive that keeps what can be run."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = (0o100755 if content.executable else 0o100644) << 16
            archive.writestr(info, content.data)
    return buffer.getvalue()


def to_tar(files: Mapping[str, Content]) -> bytes:
    """Return files as a tar archive that keeps what can be run."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content.data)
            info.mode = 0o755 if content.executable else 0o644
            archive.addfile(info, io.BytesIO(content.data))
    return buffer.getvalue()


# -- what each consumer is given ------------------------------------------------------------------------------


def _gradescope(assignment: Assignment) -> dict[str, Content]:
    return {
        "setup.sh": Content(template("gradescope/setup.sh"), executable=True),
        "run_autograder": Content(
            template("gradescope/run_autograder", seconds=_seconds("gradescope")), executable=True
        ),
        "install.sh": Content(template("install.sh", private="700"), executable=True),
        **payload(assignment, secret=True),
    }


def _classroom50(assignment: Assignment) -> dict[str, Content]:
    files = {
        "autograder.py": Content(template("classroom50/autograder.py", seconds=_seconds("classroom50"))),
        "runtime.json": Content(template("classroom50/runtime.json")),
        **payload(assignment, secret=False),
    }
    size = len(to_zip(files))
    if size > MOST_BYTES_OF_A_PAGE:
        raise Problem(
            message(
                "The bundle has {size} MB, and Classroom 50 fetches 10 MB at most.",
                size=f"{size / 2**20:.0f}",
            ),
            message("Use a pack with fewer exercises."),
        )
    return files


def _github_classroom(assignment: Assignment) -> dict[str, Content]:
    names = [runner_name(item.exercise) for item in assignment.items]
    outputs = "\n".join(
        f"          {name.upper()}_RESULTS: ${{{{ steps.grade.outputs.{name} }}}}" for name in names
    )
    workflow = template(
        "github-classroom/classroom.yml",
        outputs=outputs,
        runners=",".join(names),
        seconds=_seconds("github-classroom"),
    )
    files = {f".github/{name}": content for name, content in payload(assignment, secret=False).items()}
    return {".github/workflows/classroom.yml": Content(workflow), **files}


def _prairielearn(assignment: Assignment) -> dict[str, Content]:
    seconds = CONSUMERS["prairielearn"].seconds
    info = {
        "externalGradingOptions": {
            "enabled": True,
            "image": f"YOUR-REGISTRY/{assignment.id.lower()}:{__version__}",
            "entrypoint": "/opt/torchgrade/share/grade.sh",
            "timeout": int(seconds) + MARGIN,
            "enableNetworking": False,
        }
    }
    return {
        "info.json": Content(json.dumps(info, indent=2).encode() + b"\n"),
        **_image("prairielearn", assignment, private="700"),
    }


def _autolab(assignment: Assignment) -> dict[str, Content]:
    driver = {
        "autograde/grade.sh": Content(
            template("autolab/grade.sh", seconds=_seconds("autolab")), executable=True
        )
    }
    return {
        "autograde-Makefile": Content(template("autolab/autograde-Makefile")),
        "autograde.tar": Content(to_tar(driver)),
        "image/Dockerfile": Content(template("autolab/Dockerfile")),
        "image/install.sh": Content(template("install.sh", private="755"), executable=True),
        **{f"image/{name}": content for name, content in payload(assignment, secret=True).items()},
    }


def _coursera(assignment: Assignment) -> dict[str, Content]:
    return _image("coursera", assignment, private="755")


def _exercism(assignment: Assignment) -> dict[str, Content]:
    return _image("exercism", assignment, private="755")


def _image(consumer: str, assignment: Assignment, *, private: str) -> dict[str, Content]:
    parts = "\n".join(
        f"  PART-ID-OF-{item.exercise}) exercise={item.exercise} ;;" for item in assignment.items
    )
    script = template(f"{consumer}/grade.sh", seconds=_seconds(consumer), parts=parts)
    return {
        "Dockerfile": Content(template("Dockerfile")),
        "install.sh": Content(template("install.sh", private=private), executable=True),
        "grade.sh": Content(script, executable=True),
        **payload(assignment, secret=True),
    }


_MAKERS: Mapping[str, Callable[[Assignment], dict[str, Content]]] = {
    "gradescope": _gradescope,
    "classroom50": _classroom50,
    "github-classroom": _github_classroom,
    "prairielearn": _prairielearn,
    "autolab": _autolab,
    "coursera": _coursera,
    "exercism": _exercism,
}

# Where everybody can read what is given.
PUBLIC = ("classroom50", "github-classroom")
# Where the points are shown whatever is hidden.
SHOWING_TOTALS = ("classroom50", "github-classroom", "prairielearn", "autolab", "coursera")


def _notes(consumer: str, assignment: Assignment) -> list[Message]:
    notes = []
    rules = [rule for item in assignment.items for rule in (*item.rules, *assignment.rules)]
    if consumer in SHOWING_TOTALS and any(rule.visibility is not Visibility.VISIBLE for rule in rules):
        notes.append(message("The points are shown there, so that they tell about checks that are hidden."))
    if consumer in PUBLIC:
        notes.append(
            message(
                "Everybody can read what is given there: the secret is left out, and the seeds come from the "
                "submission. Solutions of the pack are in it."
            )
        )
    if assignment.isolation in ("", "process"):
        notes.append(
            message(
                "The assignment asks for no isolation. With isolation = “syscalls” in {path} a machine that cannot "
                "lock submissions in refuses to grade.",
                path=assignment.path,
            )
        )
    return notes


def _seconds(consumer: str) -> str:
    return f"{CONSUMERS[consumer].seconds:g}"


def _write_folder(path: Path, files: Mapping[str, Content]) -> None:
    """Write a folder beside its place, and put it there in one step; the old one goes only then."""
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as temporary:
            fresh, old = Path(temporary) / "new", Path(temporary) / "old"
            for name, content in files.items():
                file = fresh / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content.data)
                file.chmod(0o755 if content.executable else 0o644)
            if path.exists():
                path.rename(old)
            try:
                fresh.rename(path)
            except OSError:
                if old.exists():
                    old.rename(path)
                raise
            shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise Problem(
            message("{path} cannot be written: {reason}.", path=path, reason=error.strerror or str(error)),
            message("Choose a folder that exists and that you may write to."),
        ) from error
