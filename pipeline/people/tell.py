"""What a mail says about its writer, apart from any item: stop, forget me, a zone, an absence, another address.

The same for a reply to a recap and for a mail to the bare address. Nothing is
erased and no address is joined without one question and its yes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.knowledge import DEFAULT_LANGUAGE, Knowledge
from pipeline.languages.load import Language
from pipeline.model import Address, Letter, Mail, Preferences
from pipeline.model.preferences import Rhythm
from pipeline.outcome import PersonRead, Policy, Told, View
from pipeline.people.wishes import About, Wish, begins_with, prefer, read_wishes, says
from pipeline.recap.desk import KEY_LENGTH
from pipeline.recap.notices import find_language, personal_letter
from pipeline.recap.texts import Texts

# What begins the keys of questions that wait for their reader's yes.
FORGET, SAME = "confirm:forget", "confirm:same"
MOST_NAMED = 200
# So many of its small words make a language sure enough to write in it from now on.
SURELY = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What was told. `lines` say it in a receipt, `letter` names the letter that says it where nothing else is said.

    `letters` go out in any case: the questions.
    """

    told: Told
    lines: tuple[str, ...] = ()
    letter: str = ""
    letters: tuple[Letter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Who tells, in which mail, and what is known of them.

    `heard` is the language that these very words tell, None where it is known already or they do not.
    """

    writer: Address
    mail: Mail
    view: View
    policy: Policy
    knowledge: Knowledge
    heard: Told | None = None

    @property
    def known_as(self) -> str:
        """The address this person is known by."""
        return self.view.known_as or self.writer.key

    @property
    def preferences(self) -> Preferences:
        """What they told us before."""
        default = Preferences(address=self.known_as, name=self.writer.name)
        return self.view.preferences.get(self.known_as, default)

    def knowing(self, told: Told) -> Teller:
        """The same, once what was told is known: letters are in the language that is wanted from now on."""
        return self if told.preferences is None else replace(self, view=_with(self.view, told.preferences))

    def write(self, name: str, *, reader: Address | None = None, **options: object) -> Letter:
        """A letter about this person; to where the mail came from, unless another reader is named."""
        to = reader or Address(address=(self.mail.sender or self.writer).address, name=self.writer.name)
        return personal_letter(
            name,
            reader=to,
            mail=self.mail if reader is None else None,
            policy=self.policy,
            view=self.view,
            knowledge=self.knowledge,
            **options,  # type: ignore[arg-type] # passed on as they are
        )


def hear(teller: Teller, text: str) -> Teller:
    """The same, once its writer's language is heard: who answers in another one is answered in it from now on.

    What they told us themselves counts more, and a single word such as "done" tells nothing.
    """
    spoken = teller.knowledge.tongues.tell(text, least=SURELY)
    if not spoken or spoken == teller.preferences.language:
        return teller
    heard = Told(by=teller.known_as, spoken=spoken)
    if teller.preferences.language:
        return replace(teller, heard=heard)
    return replace(teller, heard=heard, view=_with(teller.view, replace(teller.preferences, language=spoken)))


def tell(teller: Teller, text: str, verbs: Sequence[str], *, today: date, language: Language) -> Telling | None:
    """What these words tell of their writer, beside the verbs that were read in them; None where they tell nothing."""
    wishes = _find_news(text, teller.preferences, today=today, language=language)
    preferences, name = _start_or_stop(prefer(teller.preferences, wishes), text, verbs, language=language)
    told = [wish.about.value for wish in wishes]
    # The answer is in the language that is wanted from now on.
    wanted = replace(teller, view=_with(teller.view, preferences))
    texts = find_language(teller.writer, wanted.view, knowledge=teller.knowledge).texts
    said = [_say(wish, wanted, texts=texts) for wish in wishes]
    lines = [line for line, _ in said]
    letters = [letter for _, questions in said for letter in questions]
    if name != "noted":
        lines.append(texts("personal.wishes.stop" if name == "stop" else "personal.start.what"))
        told.append(name)
    if "forget" in verbs:
        letters.append(_ask_to_forget(wanted))
        told.append("forget-asked")
    if not told:
        return None
    changed = preferences if preferences != teller.preferences else None
    spoken = teller.knowledge.tongues.tell(text) or ""
    return Telling(
        told=Told(by=teller.known_as, verbs=tuple(told), preferences=changed, spoken=spoken),
        lines=tuple(lines),
        letter=name if lines else "",
        letters=tuple(letters),
    )


def tell_prompts(teller: Teller, rhythm: Rhythm, text: str) -> PersonRead:
    """Prompts come in this rhythm from now on; all else stays. Said again, it changes nothing and is not answered."""
    spoken = teller.knowledge.tongues.tell(text) or ""
    told = Told(by=teller.known_as, verbs=("prompts",), spoken=spoken)
    if teller.preferences.prompts is rhythm:
        return PersonRead(told=told)
    told = replace(told, preferences=replace(teller.preferences, prompts=rhythm))
    texts = find_language(teller.writer, teller.view, knowledge=teller.knowledge).texts
    return PersonRead(told=told, letters=(teller.write("noted", lines=(texts(f"personal.prompts.{rhythm}"),)),))


def forgotten(teller: Teller) -> tuple[Told, Letter]:
    """Everything of this person goes; the last letter says how much there was."""
    language = find_language(teller.writer, teller.view, knowledge=teller.knowledge)
    held = teller.view.held
    counts = () if held is None else ("recaps", "items", "mails", "letters")
    lines = [language.texts(f"personal.held.{one}", number=getattr(held, one)) for one in counts]
    letter = teller.write("forgotten", lines=lines, key=f"forgotten:{_mark(teller.view)}")
    return Told(by=teller.known_as, verbs=("forget",), erase=True), letter


def joined(teller: Teller, person: str) -> tuple[Told, Letter]:
    """The writer's address and that of this person are one."""
    values = {"address": person, "other": teller.writer.address}
    letter = teller.write("joined", values=values)
    return Told(by=person, verbs=("same",), same=teller.writer.key), letter


def _find_news(text: str, before: Preferences, *, today: date, language: Language) -> list[Wish]:
    """The wishes that say something new: a robot that says the same again and again gets one answer."""
    wishes = read_wishes(text, today=today, language=language)
    return [wish for wish in wishes if wish.about is About.SAME or prefer(before, (wish,)) != before]


def _start_or_stop(
    preferences: Preferences, text: str, verbs: Sequence[str], *, language: Language
) -> tuple[Preferences, str]:
    """The preferences after a stop or a start, and the name of the letter that says so."""
    if "stop" in verbs and not preferences.stopped:
        return replace(preferences, stopped=True), "stop"
    if preferences.stopped and begins_with(text, language.wishes.start):
        return replace(preferences, stopped=False), "start"
    return preferences, "noted"


def _say(wish: Wish, teller: Teller, *, texts: Texts) -> tuple[str, list[Letter]]:
    """One wish as it was understood, and the question that it raises."""
    key = f"personal.wishes.{wish.about}"
    match wish.about:
        case About.LANGUAGE:
            return texts(key, value=texts(f"personal.languages.{wish.value}")), []
        case About.WORKDAYS:
            return texts(key, value=", ".join(texts.weekdays[int(day) - 1] for day in wish.value)), []
        case About.AWAY:
            return texts(key, value=texts.day(date.fromisoformat(wish.value))), []
        case About.PROMPTS:
            return texts(f"personal.prompts.{wish.value}"), []
        case About.SAME:
            other = _find_reachable(wish.value, teller)
            if other is None:
                return texts(f"{key}_outside", value=wish.value), []
            return texts(key, value=wish.value), [_ask_whether_same(teller, other)]
        case _:
            return texts(key, value=wish.value), []


def _find_reachable(address: str, teller: Teller) -> Address | None:
    """The other address as somebody we may ask: inside the house, or in To or Cc of a mail of the house."""
    try:
        other = Address(address=address)
    except ValueError:
        return None
    inside = teller.policy.allowed_domains
    named = {one.key for one in (*teller.mail.to, *teller.mail.cc)[:MOST_NAMED]}
    may = other.domain in inside or (other.key in named and teller.writer.domain in inside)
    return other if may and other.key != teller.writer.key else None


def _ask_to_forget(teller: Teller) -> Letter:
    return teller.write("forget", answers=("forget",), key=f"{FORGET}:{_mark(teller.view)}:{teller.known_as}")


def _ask_whether_same(teller: Teller, other: Address) -> Letter:
    who = teller.writer.name or teller.writer.address
    key = f"{SAME}:{_mark(teller.view)}:{teller.known_as}"
    return teller.write("same", reader=other, values={"who": who}, answers=("same",), key=key)


def _with(view: View, preferences: Preferences) -> View:
    """The view in which this person already has what they want."""
    keys = {preferences.address.casefold(), *view.same}
    return replace(view, preferences={**view.preferences, **dict.fromkeys(keys, preferences)})


def _mark(view: View) -> str:
    return view.content_key[:KEY_LENGTH]


def language_of_writer(teller: Teller, text: str) -> Language:
    """The language of these words; where they do not tell, that in which we write to their writer."""
    written = find_language(teller.writer, teller.view, knowledge=teller.knowledge).code
    packs = teller.knowledge.languages.values()
    # So few words that their language cannot be told, but phrases that one alone has.
    wishing = [pack for pack in packs if says(text, (*pack.wishes.no_prompts, *pack.wishes.prompts))]
    if len(wishing) == 1:
        return wishing[0]
    return teller.knowledge.language_of(text, default=written or DEFAULT_LANGUAGE)
