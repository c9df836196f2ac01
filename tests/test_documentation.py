"""What is generated into the documentation is up to date."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_table_of_exercises_is_up_to_date():
    ended = subprocess.run([sys.executable, "tools/exercises.py", "--check"], cwd=ROOT, check=False)
    assert ended.returncode == 0, "run: python tools/exercises.py"
