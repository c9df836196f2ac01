"""What learners write runs in a child that may open no file: the warm-up and the shelf are complete."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import torch

spec = importlib.util.spec_from_file_location("torch_programs", Path(__file__).with_name("torch_programs.py"))
programs = importlib.util.module_from_spec(spec)
spec.loader.exec_module(programs)


@pytest.mark.parametrize("name", programs.PROGRAMS)
def test_a_program_runs_in_a_locked_child(admit, name):
    submission = admit(programs.source(programs.PROGRAMS[name]), load_seconds=60, call_seconds=60)
    assert submission.learner().f() is True
    assert not submission.isolation.startswith("process")


@pytest.mark.parametrize("name", programs.ON_THE_STAND_IN)
def test_a_program_runs_on_the_stand_in_in_a_locked_child(admit, name):
    submission = admit(programs.source(programs.ON_THE_STAND_IN[name], "x"), call_seconds=60)
    assert submission.learner("lazy").f(torch.ones(2, 2)) is True


def test_there_are_enough_programs():
    assert len(programs.PROGRAMS) >= 45
