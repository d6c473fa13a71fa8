"""The map as a picture: what it weighs, whose names it can write, and that nobody else pays for it."""

from __future__ import annotations

import io
import math
import struct
import subprocess
import sys

import pytest
from PIL import Image

from pipeline.log.picture import HEIGHT, MOST_DOTS, WIDTH, Dot, _place, draw_map

# What a picture may weigh in a letter.
MOST_BYTES = 60_000
LEGEND = ("Decided", "Was asked", "Helped")


def some_dots(*names: str) -> list[Dot]:
    return [Dot(name=name, address=f"p{at}@acme.example", counts=(at, 2, 1)) for at, name in enumerate(names)]


def draw(*names: str) -> bytes:
    return draw_map(some_dots(*names), lambda one, other: one + other, legend=LEGEND)


def test_a_full_map_is_a_light_png_that_is_sharp_where_it_is_shown():
    picture = draw(*(f"Person {number}" for number in range(MOST_DOTS)))
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    assert width == 2 * WIDTH
    assert height <= 2 * HEIGHT
    assert len(picture) < MOST_BYTES


def test_the_same_people_are_the_same_bytes():
    assert draw("Ana", "Ben", "Sam") == draw("Ana", "Ben", "Sam")


def test_another_number_is_another_picture():
    dots = some_dots("Ana", "Ben")
    few = draw_map(dots, lambda _one, _other: 1, legend=LEGEND)
    assert few != draw_map(dots, lambda _one, _other: 5, legend=LEGEND)


@pytest.mark.parametrize("name", ["会議", "שלום", "$x^2$", "a\nb", "", "\ud800", "x" * 500, "👍"])
def test_any_name_can_be_drawn(name):
    assert Image.open(io.BytesIO(draw("Ana", name))).width == 2 * WIDTH


def test_two_people_take_less_room_than_many():
    few, many = (Image.open(io.BytesIO(draw(*names))) for names in ("AB", "ABCDEFGHI"))
    assert few.height < many.height


def test_a_name_that_our_font_does_not_have_is_drawn_as_the_address():
    dots = some_dots("Ana", "会議")
    named = [dots[0], Dot(name="p1", address=dots[1].address, counts=dots[1].counts)]
    assert draw_map(dots, lambda _one, _other: 1, legend=LEGEND) == draw_map(
        named, lambda _one, _other: 1, legend=LEGEND
    )


@pytest.mark.parametrize("number", range(2, MOST_DOTS + 1))
def test_no_line_between_two_others_runs_through_the_middle(number):
    middle, *others = _place(number)
    assert len(others) == number - 1
    ways = [math.atan2(y - middle[1], (x - middle[0])) for x, y in others]
    assert [one for one in ways for other in ways if abs(abs(one - other) - math.pi) < 0.05] == []


def test_what_draws_is_not_loaded_before_something_is_drawn():
    look = "import sys, pipeline.decide; sys.exit('matplotlib' in sys.modules or 'PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0
