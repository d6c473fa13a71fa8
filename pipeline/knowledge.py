"""What ships with the program and never changes while it runs: language packs, templates, models.

Loaded once by whoever thinks (a `think` worker, `explain`), then passed in.
spaCy is imported when this is loaded, not when it is imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pipeline.languages.load import Language, load_languages, load_mail_words
from pipeline.mail.files import HERE, Files
from pipeline.mail.words import MailWords
from pipeline.notes.tongue import Tongues, build_tongues
from pipeline.recap.render import Templates, load_templates
from pipeline.rules.compile import RuleSet, compile_rules, load_model

DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """The constants of the core.

    `mail_words` joins every language we know, packs or not; `tongues` tells the packs apart.
    `opener` reads the files that hang on a mail.
    """

    languages: Mapping[str, Language]
    rule_sets: Mapping[str, RuleSet]
    mail_words: MailWords
    tongues: Tongues
    templates: Templates
    opener: Files = HERE

    def language(self, code: str) -> Language:
        """The pack of that code, or English where we have none."""
        return self.languages.get(code, self.languages[DEFAULT_LANGUAGE])

    def language_of(self, text: str, *, default: str) -> Language:
        """The pack of the language this text is written in, or that of `default` where its words do not tell."""
        return self.language(self.tongues.tell(text) or default)

    def rule_set(self, code: str) -> RuleSet:
        """The compiled rules of that language, or the English ones where we have none."""
        return self.rule_sets.get(code, self.rule_sets[DEFAULT_LANGUAGE])


def load_knowledge(*, opener: Files = HERE) -> Knowledge:
    """Read and compile everything; takes about a second, nearly all of it the English model."""
    languages = load_languages()
    return Knowledge(
        languages=languages,
        rule_sets={
            code: compile_rules(pack.rules, load_model(pack.model.name or code, exclude=pack.model.exclude))
            for code, pack in languages.items()
        },
        mail_words=load_mail_words(),
        tongues=build_tongues({code: pack.tongue.words for code, pack in languages.items()}),
        templates=load_templates(template_root()),
        opener=opener,
    )


def template_root() -> Path:
    """The letters' templates: inside the package in a wheel, beside it in a checkout (`wheel.sources`)."""
    package = Path(str(files("pipeline")))
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"
