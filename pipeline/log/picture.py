"""The map as a picture: the asker in the middle, who they met around, a line for each two who met.

The same people are the same bytes. matplotlib is imported when something is
drawn, since it takes longer than all the rest; pyplot, which keeps state for
the whole process, never is.
"""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Shown at half of its pixels: sharp on a phone.
WIDTH, HEIGHT = 520, 530
DOTS = 2
INK, QUIET, LINE, PAPER, OWN = "#1f2328", "#57606a", "#a9b4c0", "#ffffff", "#0a4a8f"
# A phone shows it at little more than half its size.
NAME_SIZE, MARK_SIZE = 18, 16
LONGEST_NAME = 13
# More would stand in each other's way.
MOST_DOTS = 9
MARKS = ("●", "■", "▲")
THICKEST, PER_MEETING = 9.0, 1.3
# Between the lowest dot and the legend, and around what is drawn.
BELOW, EDGE = 68, 24
COLOURS = 32
# Of a figure of 72 dots per inch, a point is a pixel.
DPI = 72
RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One person of the map: what they are called, else by what (`address`), and their three numbers."""

    name: str
    address: str
    counts: tuple[int, int, int]


def draw_map(dots: Sequence[Dot], met: Callable[[int, int], int], *, legend: Sequence[str]) -> bytes:
    """A PNG. The first dot is the asker's; `met` tells how often two of them met; `legend` names the three marks."""
    import numpy as np  # noqa: PLC0415 - all of these are heavy, and wanted by few
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415
    from PIL import Image, ImageOps  # noqa: PLC0415 - matplotlib's own writer of pictures

    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI * DOTS, facecolor=PAPER)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, HEIGHT))
    axes.axis("off")
    places = list(_place(len(dots)))
    for one in range(len(dots)):
        for other in range(one):
            _draw_line(axes, places[other], places[one], met(other, one), strong=other == 0)
    for number, (dot, place) in enumerate(zip(dots, places, strict=True)):
        _draw_dot(axes, dot, place, own=number == 0)
    said = "    ".join(f"{mark} {_readable(word, '')}" for mark, word in zip(MARKS, legend, strict=True))
    _write(axes, said, (WIDTH / 2, min(y for _, y in places) - BELOW), size=MARK_SIZE, color=QUIET)
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    drawn = Image.fromarray(pixels).convert("RGB")
    _, top, _, bottom = ImageOps.invert(drawn).getbbox() or (0, 0, 0, drawn.height)
    used = drawn.crop((0, max(top - EDGE, 0), drawn.width, min(bottom + EDGE, drawn.height)))
    # Few colours stand in it: as a palette it is a fifth of the size.
    page = io.BytesIO()
    used.quantize(COLOURS).save(page, "PNG", optimize=True)
    return page.getvalue()


def _place(number: int) -> Iterator[tuple[float, float]]:
    """The middle, then around it.

    The places around are odd in number, so that no line between two of them runs through the middle; where people
    are even in number, the place at the bottom stays empty.
    """
    middle = WIDTH / 2, HEIGHT / 2 + 20
    yield middle
    others = number - 1
    empty = 1 - others % 2
    for at in range(others):
        turn = 2 * math.pi * (at + empty) / (others + empty)
        start = -math.pi / 2 if empty else math.pi / 2
        yield middle[0] + 178 * math.cos(start - turn), middle[1] + 195 * math.sin(start - turn)


def _draw_line(axes: Axes, one: tuple[float, float], other: tuple[float, float], times: int, *, strong: bool) -> None:
    if times:
        width = min(1 + PER_MEETING * times, THICKEST) if strong else min(1 + times / 2, THICKEST / 2)
        style = "solid" if strong else (0, (1, 1.5))
        axes.plot(
            *zip(one, other, strict=True),
            linewidth=width,
            linestyle=style,
            color=LINE,
            solid_capstyle="round",
            zorder=1,
        )


def _draw_dot(axes: Axes, dot: Dot, place: tuple[float, float], *, own: bool) -> None:
    """A label on paper of its own, so that no line crosses its words."""
    name = shorten_name(_readable(dot.name, dot.address))
    marks = "  ".join(f"{mark}{count}" for mark, count in zip(MARKS, dot.counts, strict=True) if count)
    frame = {"boxstyle": "round,pad=0.45", "facecolor": PAPER, "edgecolor": OWN if own else LINE, "linewidth": 2.5}
    said = f"{name}\n{marks}" if marks else name
    _write(axes, said, place, size=NAME_SIZE, color=OWN if own else INK, bbox=frame)


def _write(
    axes: Axes, said: str, place: tuple[float, float], *, size: int, color: str, bbox: dict[str, Any] | None = None
) -> None:
    # People's names are no formulas, whatever signs of money stand in them.
    axes.text(
        *place,
        said,
        fontsize=size,
        family="DejaVu Sans",
        color=color,
        ha="center",
        va="center",
        linespacing=1.35,
        parse_math=False,
        zorder=2,
        bbox=bbox,
    )


def shorten_name(name: str) -> str:
    """A name that fits beside others."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def _readable(name: str, otherwise: str) -> str:
    """The name, where our font has all of its letters and writes them in their order; else the address's own part."""
    from matplotlib.font_manager import findfont, get_font  # noqa: PLC0415

    font = get_font(findfont("DejaVu Sans"))
    letters = font.get_charmap()
    for said in (" ".join(name.split()), otherwise.partition("@")[0]):
        drawable = all(ord(sign) in letters and unicodedata.bidirectional(sign) not in RIGHT_TO_LEFT for sign in said)
        if said and drawable:
            return said
    return "…"
