"""Language packs: a folder of six TOML files each, read once, checked as they are read.

To add a language, add a folder: `language.toml`, `rules.toml`, `mail.toml`,
`replies.toml`, `feedback.toml`, `texts.toml`. Folders are found by listing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from pipeline.feedback.words import FeedbackWords
from pipeline.log.words import QuestionWords
from pipeline.mail.words import MailWords, merge_words
from pipeline.notes.words import ClarityWords, DateWords, MeetingWords, PeopleWords, SeriesWords, TongueWords
from pipeline.people.words import WishWords
from pipeline.recap.texts import Texts
from pipeline.replies.words import ReplyWords
from pipeline.rules.schema import RuleBook, load_rules

# Languages of which we only know how mail programs write in them; a `mail.toml` each, named by its code.
MAIL_ONLY = "_mail"
FILES = ("language.toml", "rules.toml", "mail.toml", "replies.toml", "feedback.toml", "texts.toml")


class LanguageError(ValueError):
    """A language pack is wrong. The text names the file and what to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """The spaCy model of a language; `name` is empty for a blank pipeline of its code."""

    name: str = ""
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Everything a language knows: how people write in it, and how we do."""

    code: str
    name: str
    model: ModelChoice
    mail: MailWords
    rules: RuleBook
    dates: DateWords
    people: PeopleWords
    meeting: MeetingWords
    clarity: ClarityWords
    tongue: TongueWords
    series: SeriesWords
    replies: ReplyWords
    questions: QuestionWords
    wishes: WishWords
    texts: Texts


@cache
def load_languages() -> Mapping[str, Language]:
    """Every pack that ships with the program, by its code. Read once a process: it takes a second."""
    folders = (entry for entry in files("pipeline.languages").iterdir() if entry.is_dir() and _is_pack(entry))
    packs = [load_language(folder) for folder in sorted(folders, key=lambda entry: entry.name)]
    names = frozenset(name for pack in packs for name in pack.people.names)
    return MappingProxyType({pack.code: replace(pack, people=replace(pack.people, names=names)) for pack in packs})


@cache
def load_feedback(code: str) -> FeedbackWords:
    """The words of feedback of one pack. Read when first asked for: compiling them takes as long as all the rest."""
    folder = files("pipeline.languages").joinpath(code)
    return FeedbackWords.from_table(_read(folder, "feedback.toml"), file=f"{code}/feedback.toml")


@cache
def load_texts(code: str) -> Texts:
    """What we say in one language, without how people write in it: for whoever writes letters and reads no mail."""
    folder = files("pipeline.languages").joinpath(code)
    return Texts.from_table(_read(folder, "texts.toml"), file=f"{code}/texts.toml")


def has_language(code: str) -> bool:
    """Whether there is a pack of this code."""
    return code.isalpha() and files("pipeline.languages").joinpath(code).is_dir()


def load_mail_words() -> MailWords:
    """How mail programs write in every language we know, packs or not, as one."""
    root = files("pipeline.languages")
    folders = [entry for entry in root.iterdir() if entry.is_dir() and _is_pack(entry)]
    tables = [(folder, "mail.toml") for folder in sorted(folders, key=lambda entry: entry.name)]
    more = root.joinpath(MAIL_ONLY)
    names = sorted(entry.name for entry in more.iterdir() if entry.name.endswith(".toml"))
    tables += [(more, name) for name in names]
    return merge_words(
        MailWords.from_table(_read(folder, name), file=f"{folder.name}/{name}")
        for folder, name in tables
        if folder.joinpath(name).is_file()
    )


def load_language(folder: Traversable) -> Language:
    """One pack; every fault is an error that names the file."""
    missing = [name for name in FILES if not folder.joinpath(name).is_file()]
    if missing:
        raise LanguageError(
            f"{folder}: missing {', '.join(missing)}; a language is these six files: {', '.join(FILES)}"
        )
    settings = _read(folder, "language.toml")
    place = f"{folder.name}/language.toml"
    model = settings.get("model", {})
    tongue = TongueWords.from_table(_table(settings, "tongue", file=place), file=place)
    replies = _read(folder, "replies.toml")
    written = f"{folder.name}/replies.toml"
    return Language(
        code=_text(settings, "code", file=place),
        name=_text(settings, "name", file=place),
        model=ModelChoice(name=model.get("name", ""), exclude=tuple(model.get("exclude", ()))),
        mail=MailWords.from_table(_read(folder, "mail.toml"), file=f"{folder.name}/mail.toml"),
        rules=load_rules(folder.joinpath("rules.toml")),
        dates=DateWords.from_table(_table(settings, "dates", file=place), file=place),
        people=PeopleWords.from_table(_table(settings, "people", file=place), file=place),
        meeting=MeetingWords.from_table(_table(settings, "meeting", file=place), file=place),
        clarity=ClarityWords.from_table(_table(settings, "clarity", file=place), file=place),
        tongue=tongue,
        series=SeriesWords.from_table(_table(settings, "series", file=place), file=place),
        replies=ReplyWords.from_table(replies, file=written),
        wishes=WishWords.from_table(replies.get("wishes"), file=written),
        questions=QuestionWords.from_table(replies.get("questions"), file=written, small=tongue.words),
        texts=Texts.from_table(_read(folder, "texts.toml"), file=f"{folder.name}/texts.toml"),
    )


def _is_pack(entry: Traversable) -> bool:
    return not entry.name.startswith(("_", "."))


def _read(folder: Traversable, name: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(folder.joinpath(name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LanguageError(f"{folder.name}/{name}: {error}") from error


def _text(settings: Mapping[str, Any], key: str, *, file: str) -> str:
    value = settings.get(key)
    if not isinstance(value, str) or not value:
        raise LanguageError(f'{file}: {key} is missing; write {key} = "…" at the top')
    return value


def _table(settings: Mapping[str, Any], key: str, *, file: str) -> Mapping[str, Any]:
    value = settings.get(key)
    if not isinstance(value, dict):
        raise LanguageError(f"{file}: the table [{key}] is missing; copy it from en/language.toml and translate it")
    return value
