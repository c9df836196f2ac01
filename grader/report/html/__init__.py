"""Writes pages that are one file and load nothing: verdicts, and whatever else is made of the same templates."""

from grader.report.html.rendering import render
from grader.report.html.verdicts import verdicts_to_html

__all__ = ["render", "verdicts_to_html"]
