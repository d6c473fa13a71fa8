"""`make letters`: every letter as people see it, side by side, and the two pictures the README opens with.

The album is a folder of plain pages: for each language one that shows every
letter on a phone and on a desk, light and dark, with its style sheet and
without. Nothing in it needs a server.
"""

from __future__ import annotations

import shutil
import sys
from base64 import b64encode
from html import escape
from pathlib import Path

from letter_builders import LETTERS, a_letter
from letter_scene import LANGUAGES
from letter_words import without_sheet
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
ALBUM = ROOT / "letters"
DOCS = ROOT / "docs"
# What the README shows: the picture's name, the letter, and how much of it.
SHOWN = (("recap", "recap", 690), ("receipt", "receipt", 500))
WIDTHS = {"phone": 375, "desk": 900}
SCHEMES = ("light", "dark")
PHONE = 390
LOOK = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 24px; background: #eceff2; color: #1f2328 }
nav a { margin-right: 12px } iframe { border: 1px solid #8c959f; background: #fff; height: 640px }
.row { display: flex; gap: 16px; overflow-x: auto; padding-bottom: 12px } figure { margin: 0 }
"""


def write_album() -> None:
    """The folder anew; nothing of an older one stays."""
    shutil.rmtree(ALBUM, ignore_errors=True)
    for code in LANGUAGES:
        folder = ALBUM / code
        folder.mkdir(parents=True)
        for name in LETTERS:
            html = _with_pictures(name, code)
            for scheme in SCHEMES:
                (folder / f"{name} {scheme}.html").write_text(_in_scheme(html, scheme), "utf-8")
            (folder / f"{name} bare.html").write_text(without_sheet(html), "utf-8")
            (folder / f"{name}.txt").write_text(a_letter(name, code).text, "utf-8")
        (ALBUM / f"{code}.html").write_text(_page(code), "utf-8")
    (ALBUM / "index.html").write_text(f'<!DOCTYPE html><meta http-equiv="refresh" content="0;url={LANGUAGES[0]}.html">')


def _with_pictures(name: str, code: str) -> str:
    """The page with what its letter carries along inside it."""
    letter = a_letter(name, code)
    html = letter.html
    for part in letter.mail.walk():
        if part["Content-ID"]:
            picture = f"data:{part.get_content_type()};base64,{b64encode(part.get_content()).decode()}"
            html = html.replace(f"cid:{part['Content-ID'].strip('<>')}", picture)
    return html


def _in_scheme(html: str, scheme: str) -> str:
    """As a reader with that setting has it, whatever the setting of who looks at the album."""
    told = "all" if scheme == "dark" else "not all"
    return html.replace("(prefers-color-scheme: dark)", told).replace(
        "color-scheme: light dark", f"color-scheme: {scheme}"
    )


def _page(code: str) -> str:
    links = " ".join(f'<a href="{one}.html">{one}</a>' for one in LANGUAGES)
    parts = "".join(_row(name, code) for name in LETTERS)
    return (
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Letters, {code}</title><style>{LOOK}</style>'
        f"<h1>Letters, {code}</h1><nav>{links}</nav>{parts}</html>"
    )


def _row(name: str, code: str) -> str:
    frames = "".join(
        f'<figure><figcaption>{place}, {how}</figcaption><iframe loading="lazy" width="{width}" '
        f'title="{escape(name)}, {place}, {how}" src="{code}/{escape(name)} {how}.html"></iframe></figure>'
        for place, width in WIDTHS.items()
        for how in (*SCHEMES, "bare")
    )
    subject = escape(str(a_letter(name, code).mail["Subject"]))
    text = f'<a href="{code}/{escape(name)}.txt">text</a>'
    return f'<h2 id="{escape(name)}">{escape(name)}</h2><p>{subject} ({text})</p><div class="row">{frames}</div>'


def draw_pictures(page: Page, folder: Path) -> None:
    """What the README opens with, as a phone shows it."""
    folder.mkdir(exist_ok=True)
    for picture, name, height in SHOWN:
        page.set_content(a_letter(name, "en").html)
        page.screenshot(path=folder / f"{picture}.png", clip={"x": 0, "y": 0, "width": PHONE, "height": height})


def _main() -> None:
    write_album()
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        sys.exit("The pictures need Chromium: make servers")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": PHONE, "height": 1200}, device_scale_factor=1.5)
        draw_pictures(page, DOCS)
        browser.close()
    print(f"{ALBUM / 'index.html'} shows {len(LETTERS)} letters in {len(LANGUAGES)} languages.")  # noqa: T201 - a command


if __name__ == "__main__":
    _main()
