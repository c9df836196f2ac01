"""The names of topics and levels in the reader's language."""

from __future__ import annotations

from grader.language import Translator


def topic_name(topic: str, _: Translator) -> str:
    """Return a topic as a reader calls it; a topic of somebody's own pack stays as it is."""
    names = {
        "foundations": _("foundations"),
        "tensors": _("tensors"),
        "autograd": _("autograd"),
        "networks": _("networks"),
        "losses": _("losses"),
        "convolution": _("convolution"),
        "optimization": _("optimization"),
        "data": _("data"),
        "tools": _("tools"),
        "devices": _("devices"),
    }
    name = names.get(topic)
    if name is None or name == topic:
        return topic
    return f"{name} {topic}"  # the English word is what the command line understands


def level_name(level: int, _: Translator) -> str:
    """Return how hard an exercise is, in one word."""
    return {1: _("easy"), 2: _("medium"), 3: _("hard")}[level]
