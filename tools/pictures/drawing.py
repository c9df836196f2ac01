"""The building blocks of a picture: grids of numbers, window frames, arrows and labels, written as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import torch

GAP = 6  # between two cells; a window's frame runs in it
MARGIN = 16
WIDTH = 600  # no picture may be wider: on a phone it shrinks to about 60 %
CHARACTER = 0.6  # the width of a letter, in units of its size: exact for code, generous for the rest
COLOURS = "abcd"

# The four colours are those of Okabe and Ito, which colour-blind readers tell apart; blue, orange and green are
# brighter on a dark page, purple is darker on a light one. `currentColor` also works where CSS variables do not.
STYLE = """
text{font:20px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;text-anchor:middle;fill:#1f2328}
.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.quiet{fill:#59636e}.strong{font-weight:700}.start{text-anchor:start}.end{text-anchor:end}
.plain{color:#818b98}.line{color:#59636e}.a{color:#0072b2}.b{color:#d55e00}.c{color:#00805d}.d{color:#a8437f}
.faint{fill:currentColor;fill-opacity:.09}.tint{fill:currentColor;fill-opacity:.2}.deep{fill:currentColor;fill-opacity:.45}.full{fill:currentColor}
.frame{fill:none;stroke:currentColor;stroke-width:2.5}
.ghost{fill:none;stroke:currentColor;stroke-width:1.5;stroke-dasharray:4 4}
.stroke{fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.quiet{fill:#a9b4c0}.line{color:#a9b4c0}
.a{color:#56b4e9}.b{color:#ff9a4d}.c{color:#2dcfa2}.d{color:#e493c4}}
"""


def number(value: float) -> str:
    """Return a number with at most two decimals, a true minus sign and no trailing zeros."""
    text = f"{float(value):.2f}".rstrip("0").rstrip(".")
    return {"-0": "0", "inf": "∞"}.get(text, text).replace("-", "\N{MINUS SIGN}")


@dataclass(frozen=True)
class Box:
    """A rectangle, which may be split into cells of one size."""

    x: float
    y: float
    width: float
    height: float
    columns: int = 1
    rows: int = 1

    @property
    def right(self) -> float:
        """The x of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower side."""
        return self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """The x and y of its middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def part(self, row: int, column: int, rows: int = 1, columns: int = 1) -> Box:
        """Return `rows` × `columns` of its cells from (row, column) on, which may hang over its sides."""
        width, height = self.width / self.columns, self.height / self.rows
        x, y = self.x + column * width, self.y + row * height
        return Box(x, y, columns * width, rows * height, columns, rows)


class Drawing:
    """A picture in the making. What is drawn first lies below, but every text lies on top."""

    def __init__(self) -> None:
        self._shapes: list[str] = []
        self._texts: list[str] = []
        self._extent: list[tuple[float, float]] = []

    def cells(
        self,
        x: float,
        y: float,
        values: torch.Tensor,
        look: Sequence[str] = "",
        *,
        size: float = 44,
        width: float | None = None,
        words: Sequence[str] = (),
        letters: int = 20,
    ) -> Box:
        """Draw a matrix as cells with its numbers, or with `words` in their place, in `letters` of a size.

        `look` has one letter a cell, in row-major order, or is empty: a colour, a to d, or A to D for a deeper one;
        `-` for a cell outside of the image, `.` for one that nobody looks at, a blank for a plain one.
        """
        rows, columns = values.shape
        box = Box(x, y, columns * (width or size), rows * size, columns, rows)
        numbers = words or [number(value) for value in values.flatten().tolist()]
        for index, (letter, text) in enumerate(zip(look or " " * len(numbers), numbers, strict=True)):
            cell = box.part(*divmod(index, columns))
            self.cell(cell, letter)
            self.text(*cell.middle, text, "quiet" if letter in "-." else "", letters)
        return box

    def cell(self, box: Box, letter: str = " ") -> None:
        """Draw one empty cell, with a look of `cells`."""
        colour = letter.lower() if letter.lower() in COLOURS else "plain"
        style = {"-": "ghost", ".": "faint"}.get(letter, "deep" if letter.isupper() else "tint")
        self._rectangle(box, f"{colour} {style}", GAP / 2, 6)

    def frame(self, box: Box, colour: str, inset: float = 1.5) -> None:
        """Draw the frame of a window."""
        self._rectangle(box, f"{colour} frame", inset, 7)

    def bar(self, box: Box, colour: str) -> None:
        """Draw a full bar."""
        self._rectangle(box, f"{colour} full", 0, 3)

    def block(self, front: Box, depth: float, colour: str, face_style: str = "faint") -> None:
        """Draw a block that reaches `depth` to the back, up and to the right."""
        x, y, right, bottom = front.x, front.y, front.right, front.bottom
        back = (right + depth, y - depth)
        above = [(x, y), (right, y), back, (x + depth, y - depth)]
        beside = [(right, y), (right, bottom), (right + depth, bottom - depth), back]
        face = [(x, y), (right, y), (right, bottom), (x, bottom)]
        for style, corners in (("faint", above), ("tint", beside), (face_style, face)):
            self.line([*corners, corners[0]], f"{colour} {style}")
            self.line([*corners, corners[0]], f"{colour} stroke")

    def arrow(self, start: tuple[float, float], end: tuple[float, float], style: str = "line stroke") -> None:
        """Draw a straight arrow."""
        tail, tip = (torch.tensor(point, dtype=torch.float64) for point in (start, end))
        along = (tip - tail) / (tip - tail).norm()
        across = torch.stack([-along[1], along[0]])
        wings = [(tip - 8 * along + side * 5 * across).tolist() for side in (1, -1)]
        self.line([start, end], style)
        self.line([wings[0], end, wings[1]], style)

    def line(self, points: Sequence[tuple[float, float]], style: str = "line stroke") -> None:
        """Draw a line through points, or fill what it encloses."""
        self._reach(*[(point[0], point[1]) for point in points])
        path = " ".join(f"{number(x)} {number(y)}" for x, y in points).replace("\N{MINUS SIGN}", "-")
        self._shapes.append(f'<path class="{style}" d="M{path}"/>')

    def text(self, x: float, y: float, words: str, style: str = "", size: int = 20) -> None:
        """Write words centred at (x, y), or with `start` or `end` in the style, from x on or up to x."""
        width = len(words) * size * CHARACTER
        left = x if "start" in style else x - width if "end" in style else x - width / 2
        self._reach((left, y - size / 2), (left + width, y + size / 2))
        classes = f' class="{style}"' if style else ""
        other = f' style="font-size:{size}px"' if size != 20 else ""
        # 0.35 of the size brings the middle of a digit to y; `dominant-baseline` is not understood everywhere.
        place = f'x="{x:g}" y="{y + 0.35 * size:g}"'
        self._texts.append(f"<text{classes}{other} {place}>{escape(words, quote=False)}</text>")

    def svg(self, title: str, description: str) -> str:
        """Return the whole picture, cut to what was drawn, with a margin around it."""
        left, top = (min(point[axis] for point in self._extent) - MARGIN for axis in (0, 1))
        width, height = (
            max(point[axis] for point in self._extent) + MARGIN - low for axis, low in ((0, left), (1, top))
        )
        if width > WIDTH:
            raise ValueError(f"{title}: {width:g} wide, at most {WIDTH} are readable on a phone")
        size = f'viewBox="{left:g} {top:g} {width:g} {height:g}" width="{width:g}" height="{height:g}"'
        head = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
            f"<title>{escape(title, quote=False)}</title>",
            f"<desc>{escape(description, quote=False)}</desc>",
            f"<style>{STYLE}</style>",
        ]
        return "\n".join([*head, *self._shapes, *self._texts, "</svg>\n"])

    def _rectangle(self, box: Box, style: str, inset: float, radius: float) -> None:
        self._reach((box.x, box.y), (box.right, box.bottom))
        x, y, width, height = box.x + inset, box.y + inset, box.width - 2 * inset, box.height - 2 * inset
        self._shapes.append(
            f'<rect class="{style}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}"/>'
        )

    def _reach(self, *points: tuple[float, float]) -> None:
        self._extent.extend(points)
