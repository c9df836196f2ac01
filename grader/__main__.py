"""`python -m grader` is the command `grade`, where that is not installed."""

from __future__ import annotations

from grader.cli import main

if __name__ == "__main__":
    main()
