"""Letters that look alike: a domain of two alphabets is somebody posing as another."""

from __future__ import annotations

from unicodedata import name

# The alphabets with letters that pass for one another; Japanese and others mix theirs as a matter of course.
ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})


def mixes_alphabets(domain: str) -> bool:
    """Whether one label of the domain is written in more than one of them."""
    return any(len({name(sign, "").partition(" ")[0] for sign in label} & ALIKE) > 1 for label in domain.split("."))
