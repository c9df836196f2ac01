"""Coursera: ``/shared/feedback.json`` and the page beside it.

https://github.com/coursera/programming-assignments-demo/tree/master/custom-graders/v2
"""

from __future__ import annotations

from html import escape

from grader.classroom.exports.paper import Paper, Part, Standing
from grader.classroom.exports.texts import cut, to_json
from grader.verdict import Status

PAGE = "htmlFeedback.html"
LONGEST_OUTPUT = 10_000


def paper_to_coursera(paper: Paper) -> dict[str, bytes]:
    """Return the files by name: ``htmlFeedback.html``, and ``feedback.json``, which is read first and written last."""
    feedback = {
        "fractionalScore": round(paper.fraction, 6),
        "feedback": cut(paper.head(), LONGEST_OUTPUT),
        "feedbackType": "HTML",
    }
    return {PAGE: _page(paper).encode(), "feedback.json": to_json(feedback)}


def is_score(paper: Paper) -> bool:
    """Whether there is a score to give; Coursera knows none that is not one."""
    return not any(part.standing is Standing.NOT_GRADED for part in paper.parts)


def _page(paper: Paper) -> str:
    parts = [f"<p>{escape(sentence)}</p>" for sentence in paper.head().split("\n")]
    parts += [_part(part) for part in paper.parts]
    return "\n".join(["<!DOCTYPE html>", '<meta charset="utf-8">', *parts]) + "\n"


def _part(part: Part) -> str:
    lines = []
    for line in part.lines:
        if line.nobodys_fault:
            continue
        mark = "&#10003;" if line.status is Status.PASSED else "&#10007;"
        said = f"<pre>{escape(cut(line.told, LONGEST_OUTPUT))}</pre>" if line.told else ""
        lines.append(f"<li>{mark} {escape(line.name)} {escape(line.device)}{said}</li>")
    hint = f"<p>{escape(part.hint)}</p>" if part.hint else ""
    return f"<h3>{escape(part.name)}</h3>\n<ul>\n{chr(10).join(lines)}\n</ul>{hint}"
