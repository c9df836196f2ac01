"""Ledgers to test: each test runs on SQLite, and on PostgreSQL where it is installed."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader.classroom.ledger import Ledger
from grader.classroom.model import Graded, Key
from grader.verdict import CheckResult, Failure, FailureKind, Status, Title, Verdict

STARTED = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_key(**more):
    facts = {
        "sha256": "a" * 64,
        "exercise": "01_double",
        "devices": ("cpu",),
        "seed": 2**48 - 1,
        "budget": "official",
        "grader": "1.0",
        "pack": "1.0",
        "torch": "2.13.0",
    }
    return Key(**facts | more)


def make_verdict(score=1.0, **more):
    failure = Failure(
        FailureKind.WRONG_VALUE,
        call="double(tensor([nan]))\x00",
        detail={"difference": float("nan"), "name": "ü\ud800"},
        question=["float", "0x1.8p+0"],
    )
    checks = (
        CheckResult("double.value", Title("right", "对"), "cpu", Status.PASSED, weight=0.5, inputs=50),
        CheckResult(
            "double.shape", Title("shape", "形状"), "cpu", Status.FAILED, weight=0.5, failure=failure
        ),
    )
    facts = {
        "number": 1,
        "slug": "double",
        "title": Title("Double", "加倍"),
        "file": "double.py",
        "points": 2.0,
        "score": score,
        "seed": 2**48 - 1,
        "budget": "official",
        "checks": checks,
        "submission_sha256": "a" * 64,
        "isolation": "full",
        "seconds": 0.5,
        "versions": {"torch": "2.13.0"},
    }
    return Verdict(**facts | more)


def make_graded(key, minutes=0, **more):
    facts = {
        "verdict": make_verdict(),
        "at": STARTED + timedelta(minutes=minutes),
        "seconds": 0.5,
        "worker": "one",
    }
    return Graded(key, **facts | more)


class Server:
    """A PostgreSQL of our own on a socket in a folder of its own, with a database for each test."""

    def __init__(self, programs):
        self.folder = Path(tempfile.mkdtemp(prefix="ledger-"))
        self.made = 0
        # It refuses to run as root.
        self.as_whom = (
            {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
        )
        self.name = "postgres" if self.as_whom else pwd.getpwuid(os.getuid()).pw_name
        if self.as_whom:
            shutil.chown(self.folder, "postgres", "postgres")
        initdb = [programs / "initdb", "-D", self.folder / "data", "-A", "trust", "-N", "-E", "UTF8"]
        subprocess.run(initdb, check=True, capture_output=True, cwd="/", **self.as_whom)
        options = ["-k", self.folder, "-c", "listen_addresses=", "-F"]
        self.process = subprocess.Popen(
            [programs / "postgres", "-D", self.folder / "data", *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            **self.as_whom,
        )

    def connect(self):
        """Return a connection, as soon as there can be one."""
        import psycopg

        patience = 100
        while True:
            try:
                return psycopg.connect(
                    host=str(self.folder), user=self.name, dbname="postgres", autocommit=True
                )
            except psycopg.OperationalError:
                patience -= 1
                if not patience or self.process.poll() is not None:
                    raise
                time.sleep(0.1)

    def database(self):
        """Return the address of a fresh database."""
        self.made += 1
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE ledger{self.made}")
        return f"postgresql+psycopg://{self.name}@/ledger{self.made}?host={self.folder}"

    def stop(self):
        """End it and remove its folder."""
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)


def programs_of_postgresql():
    """Return the folder with initdb and postgres, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders += [Path(found).resolve().parent for found in (shutil.which("initdb"),) if found]
    return next((f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()), None)


@pytest.fixture(scope="session")
def postgresql():
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    programs = programs_of_postgresql()
    if programs is None:
        pytest.skip("PostgreSQL (initdb and postgres) is not installed")
    if os.getuid() == 0:
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    server = Server(programs)
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    return request.getfixturevalue("postgresql").database()


@pytest.fixture
def ledger(url):
    with Ledger(url) as ledger:
        yield ledger


@pytest.fixture(scope="session")
def key():
    return make_key


@pytest.fixture(scope="session")
def verdict():
    return make_verdict


@pytest.fixture(scope="session")
def graded():
    return make_graded
