"""The colours of a page, as its elements say them, and whether words can be read on them."""

from __future__ import annotations

import re


def own(element, what: str) -> str | None:
    found = re.search(rf"(?:^|;)\s*{what}:\s*(#[0-9a-f]{{6}})", element.get("style") or "")
    return found[1] if found else None


def behind(element) -> str:
    while element is not None:
        if colour := own(element, "background-color"):
            return colour
        element = element.getparent()
    return "#ffffff"


def contrast(one: str, other: str) -> float:
    """WCAG 2: the ratio of relative luminances."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
