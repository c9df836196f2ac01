"""What to say when the grader itself fails."""

from __future__ import annotations

import os
import sys
import traceback

from grader.language import text
from grader.report.cleaning import one_line


def explain(error: Exception, language: str) -> str:
    """Return one paragraph about `error`; with GRADE_DEBUG in the environment, its frames too."""
    _ = text(language)
    errors = sys.modules.get("grader.contract.errors")
    if errors is not None and isinstance(error, errors.ContractError):
        return _("The contract of this exercise is broken. {what}", what=one_line(str(error)))
    what = f"{type(error).__name__}: {one_line(str(error))}" if str(error) else type(error).__name__
    paragraph = _(
        "The grader failed, and that is no fault of yours: {what}. Nothing was graded. "
        "Run it again with GRADE_DEBUG=1 to see where, and report that.",
        what=what,
    )
    if os.environ.get("GRADE_DEBUG"):
        return "".join(traceback.format_exception(error)) + paragraph
    return paragraph
