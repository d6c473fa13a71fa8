"""The page of the demo: everybody's mailbox, an answer box, a form for notes of one's own, and what the program did.

It sends what a mail program would send and shows what came; it decides
nothing and reads the program's tables only to tell of them.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.model import Address
from workers.demo.clock import DemoClock, TimeLapse, find_morning
from workers.demo.doings import Chronicle
from workers.demo.forward import Attached, build_forward, clean_name
from workers.demo.guard import LETTER_POLICY, SANDBOX, Guard, holds_token
from workers.demo.mailboxes import PEOPLE, Mailboxes, Opened, read_sheet
from workers.demo.mails import MARA, NOTES, TEAM, build_answer
from workers.desk import Desk

PAGES = Path(__file__).parent / "pages"
ASSETS = {"style.css": "text/css", "page.js": "text/javascript"}
# The next morning, and the same one a week on.
STEPS = frozenset({1, 7})
MOST_LETTERS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the page shows and moves."""

    desk: Desk
    clock: DemoClock
    lapse: TimeLapse
    mailboxes: Mailboxes
    chronicle: Chronicle
    zone: ZoneInfo

    def send(self, mail: EmailMessage, sender: Address) -> None:
        """Hand a mail over as its writer's program does; colleagues in To get their copy as well."""
        to = [item.addr_spec for item in mail["To"].addresses]
        self.desk.submit(mail.as_bytes(policy=policy.SMTP), sender=sender.address, to=to)


def build_page(house: House, *, hosts: frozenset[str]) -> Guard:
    """The page behind its guard. Each run has a token of its own."""
    routes = [
        Route("/", _show_doings),
        Route("/people/{person}", _show_mailbox),
        Route("/people/{person}/forward", _show_form),
        Route("/people/{person}/forward", _forward, methods=["POST"]),
        Route("/people/{person}/mails/{number:int}", _show_mail),
        Route("/people/{person}/mails/{number:int}", _answer, methods=["POST"]),
        Route("/people/{person}/mails/{number:int}/letter", _show_letter),
        Route("/clock", _move_clock, methods=["POST"]),
        Route("/{asset}", _show_asset),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: _show_fault})
    app.state.house, app.state.token = house, secrets.token_urlsafe(24)
    app.state.pages = Environment(loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined)
    return Guard(app, hosts)


# --- what is shown ---


def _show_doings(request: Request) -> Response:
    return _render(request, "doings.html", doings=_house(request).chronicle.list_doings())


def _show_mailbox(request: Request) -> Response:
    person = _find_person(request)
    mails = _house(request).mailboxes.list_mails(person)
    sent = request.query_params.get("sent", "")
    return _render(request, "mailbox.html", person=person, mails=mails[::-1], sent=sent)


def _show_form(request: Request) -> Response:
    return _render_form(request, subject="", text="", fault="", readers=[reader.address for reader in TEAM])


def _show_mail(request: Request) -> Response:
    words = request.query_params.get("answer", "")[:MOST_LETTERS]
    return _render_mail(request, words=words, fault="")


def _show_letter(request: Request) -> Response:
    person, mail = _find_mail(request)
    sheet = read_sheet(_house(request).mailboxes.read(person, mail.number), path=_path(request, mail))
    return HTMLResponse(sheet.page, headers={"Content-Security-Policy": LETTER_POLICY})


def _show_asset(request: Request) -> Response:
    name = request.path_params["asset"]
    if name not in ASSETS:
        raise HTTPException(404)
    return FileResponse(PAGES / name, media_type=ASSETS[name])


async def _show_fault(request: Request, fault: Exception) -> Response:
    status = fault.status_code if isinstance(fault, HTTPException) else 500
    # Drawing looks into mailboxes and tables, which wait.
    page = await run_in_threadpool(_render, request, "fault.html", status=status)
    page.status_code = status
    return page


# --- what is sent ---


async def _answer(request: Request) -> Response:
    async with _reading(request) as form:
        words = str(form.get("words", ""))
    return await run_in_threadpool(_send_answer, request, words)


def _send_answer(request: Request, words: str) -> Response:
    house = _house(request)
    person, mail = _find_mail(request)
    if not mail.kind:
        raise HTTPException(404)
    if not words.strip():
        page = _render_mail(request, words="", fault="empty")
        page.status_code = 400
        return page
    letter = house.mailboxes.read(person, mail.number)
    said = words.replace("\x00", "").replace("\r\n", "\n")
    house.send(build_answer(letter, person, said, house.clock.now().astimezone(house.zone)), person)
    return RedirectResponse(f"/people/{request.path_params['person']}?sent=answer", status_code=303)


async def _forward(request: Request) -> Response:
    async with _reading(request) as form:
        upload = form.get("file")
        file = None
        if isinstance(upload, UploadFile) and upload.filename:
            file = Attached(name=clean_name(upload.filename), content=await upload.read())
    return await run_in_threadpool(_send_notes, request, form, file)


def _send_notes(request: Request, form: FormData, file: Attached | None) -> Response:
    person, house = _find_person(request), _house(request)
    subject, text = str(form.get("subject", "")), str(form.get("text", ""))
    wanted = {str(reader) for reader in form.getlist("readers")}
    fault = "" if text.strip() else "nothing" if file is None else ""
    if file is not None and not file.content:
        fault = "empty-file"
    if fault:
        page = _render_form(request, subject=subject, text=text, fault=fault, readers=list(wanted))
        page.status_code = 400
        return page
    readers = tuple(reader for reader in TEAM if reader.address in wanted and reader != person)
    now = house.clock.now().astimezone(house.zone)
    house.send(build_forward(person, readers, subject=subject, text=text, file=file, now=now), person)
    return RedirectResponse(f"/people/{request.path_params['person']}?sent=notes", status_code=303)


async def _move_clock(request: Request) -> Response:
    async with _reading(request) as form:
        days = {str(step): step for step in STEPS}.get(str(form.get("days", "")))
    if days is None:
        raise HTTPException(400)
    house = _house(request)
    await run_in_threadpool(house.lapse.run_until, find_morning(house.clock.now(), house.zone, days=days))
    return RedirectResponse("/", status_code=303)


# --- what they share ---


@asynccontextmanager
async def _reading(request: Request) -> AsyncIterator[FormData]:
    async with request.form(max_files=1, max_fields=20, max_part_size=4_000_000) as form:
        if not holds_token(request, form.get("token")):
            raise HTTPException(403)
        yield form


def _house(request: Request) -> House:
    house: House = request.app.state.house
    return house


def _find_person(request: Request) -> Address:
    person = PEOPLE.get(request.path_params["person"])
    if person is None:
        raise HTTPException(404)
    return person


def _find_mail(request: Request) -> tuple[Address, Opened]:
    person = _find_person(request)
    mail = _house(request).mailboxes.find(person, request.path_params["number"])
    if mail is None:
        raise HTTPException(404)
    return person, mail


def _path(request: Request, mail: Opened) -> str:
    return f"/people/{request.path_params['person']}/mails/{mail.number}"


def _render_mail(request: Request, *, words: str, fault: str) -> HTMLResponse:
    person, mail = _find_mail(request)
    sheet = read_sheet(_house(request).mailboxes.read(person, mail.number), path=_path(request, mail))
    shown = {"person": person, "mail": mail, "sheet": sheet, "path": _path(request, mail), "sandbox": SANDBOX}
    return _render(request, "mail.html", **shown, words=words, fault=fault)


def _render_form(request: Request, **said: Any) -> HTMLResponse:
    person = _find_person(request)
    others = [reader for reader in TEAM if reader != person]
    return _render(request, "forward.html", person=person, others=others, **said)


def _render(request: Request, page: str, **shown: Any) -> HTMLResponse:
    house = _house(request)
    people = [
        (name, person, sum(1 for mail in house.mailboxes.list_mails(person) if mail.kind))
        for name, person in PEOPLE.items()
    ]
    now = house.clock.now().astimezone(house.zone)
    common = {"people": people, "us": NOTES.address, "host": MARA, "now": now, "zone": house.zone}
    at = request.path_params.get("person", "")
    template = request.app.state.pages.get_template(page)
    return HTMLResponse(template.render(**common, at=at, token=request.app.state.token, **shown))
