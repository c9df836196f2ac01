"""Plots as SVG that lies in a page and follows its colours."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from markupsafe import Markup

_SVG = "http://www.w3.org/2000/svg"
# Matplotlib knows no colour that follows the page: what is drawn in this one becomes `currentColor`.
_INK = "#0a0b0c"
_BAR = "#0072b2"
_BINS = 10


def histogram(scores: Sequence[float], maximum: float, label: str, x: str, y: str) -> Markup:
    """Return how many scores lie in each tenth of the points, as SVG.

    Args:
        scores: from 0 to about `maximum`; what extra credit puts beyond it lies in the last tenth.
        maximum: all points.
        label: what the picture shows, for those who cannot see it.
        x: name of the axis of the scores.
        y: name of the axis of the counts.
    """
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    top = maximum if maximum > 0 else 1.0
    figure = Figure(figsize=(6.4, 2.6), layout="constrained")
    axes = figure.add_subplot()
    axes.hist(
        [min(max(score, 0.0), top) for score in scores], bins=_BINS, range=(0, top), color=_BAR, rwidth=0.9
    )
    axes.set_xlabel(x, color=_INK)
    axes.set_ylabel(y, color=_INK)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.tick_params(colors=_INK)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(_INK)
    axes.patch.set_visible(False)
    figure.patch.set_visible(False)
    written = io.BytesIO()
    from matplotlib import rc_context

    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "torchgrade"}):
        figure.savefig(written, format="svg", metadata={"Date": None})
    return _embedded(written.getvalue(), label)


def _embedded(svg: bytes, label: str) -> Markup:
    """Return an SVG file of Matplotlib's as an element: no scripts, no style of its own, the page's ink and font."""
    ET.register_namespace("", _SVG)
    root = ET.fromstring(svg)  # our own picture, not a stranger's
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style") or child.tag.endswith("}RDF"):
                parent.remove(child)
    for element in root.iter():
        # The page allows no style attribute; what is in it are attributes of SVG too.
        for name, value in re.findall(r"([\w-]+)\s*:\s*([^;]+)", element.attrib.pop("style", "")):
            if name != "font":
                element.set(name, "currentColor" if value.strip() == _INK else value.strip())
    root.set("role", "img")
    root.set("aria-label", label)
    root.set("class", "plot")
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    return Markup(ET.tostring(root, encoding="unicode"))
