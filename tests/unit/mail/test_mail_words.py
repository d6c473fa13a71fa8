"""The words of mail programs: one table per language, all used at once."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from mail_builders import mail_words

from pipeline.languages.load import FILES, MAIL_ONLY
from pipeline.mail.words import WORD_LISTS, MailWords, merge_words

ROOT = files("pipeline.languages")
PACKS = sorted(entry.name for entry in ROOT.iterdir() if entry.joinpath("mail.toml").is_file())
ALONE = sorted(entry.name for entry in ROOT.joinpath(MAIL_ONLY).iterdir() if entry.name.endswith(".toml"))
TABLES = [f"{name}/mail.toml" for name in PACKS] + [f"{MAIL_ONLY}/{name}" for name in ALONE]


def table(name: str):
    return tomllib.loads(ROOT.joinpath(name).read_text(encoding="utf-8"))


def words(**lists) -> MailWords:
    return MailWords.from_table({name: lists.get(name, []) for name in WORD_LISTS}, file="test.toml")


@pytest.mark.parametrize("name", TABLES)
def test_every_table_can_tell_a_forward_and_a_reply(name):
    found = MailWords.from_table(table(name), file=name)
    for needed in ("forward_lines", "from_labels", "to_labels", "date_labels", "subject_labels", "attribution_verbs"):
        assert getattr(found, needed), needed


@pytest.mark.parametrize("name", TABLES)
def test_no_label_means_two_fields_of_one_language(name):
    found = MailWords.from_table(table(name), file=name)
    labels = [
        (label, field)
        for field in ("from", "to", "cc", "date", "subject", "other")
        for label in getattr(found, f"{field}_labels")
    ]
    assert len({label for label, _ in labels}) == len(labels)


def test_more_than_twenty_languages_are_known():
    assert len(TABLES) >= 24


def test_a_language_stands_in_one_place():
    assert not {f"{name}.toml" for name in PACKS} & set(ALONE)


def test_a_language_with_mail_words_only_is_no_pack():
    assert len(FILES) == 6
    assert not ROOT.joinpath(MAIL_ONLY).joinpath("language.toml").is_file()


def test_words_of_all_languages_are_joined():
    found = mail_words()
    assert {"von", "from", "差出人"} <= set(found.from_labels)
    assert found.labels["betreff"] == found.labels["件名"] == "subject"


def test_a_sender_wins_where_languages_disagree_about_a_label():
    assert merge_words((words(to_labels=["od"]), words(from_labels=["od"]))).labels["od"] == "from"


def test_without_words_nothing_is_found():
    found = words()
    assert found.verb.search("On Monday Ana wrote:") is None
    assert found.device.fullmatch("") is None
    assert found.opening.match("") is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"from_label": []}, "unknown key 'from_label'"),
        ({"from_labels": "from"}, "from_labels is missing or no list"),
        ({"from_labels": [1]}, "from_labels is missing or no list"),
        ({"from_labels": [""]}, "from_labels is missing or no list"),
        ({"from_labels": None}, "from_labels is missing or no list"),
        ({"months": ["jan", "feb"]}, "months has 2 words"),
    ],
)
def test_a_fault_of_a_table_names_file_key_and_cure(change, message):
    wrong = {**{name: [] for name in WORD_LISTS}, **change}
    with pytest.raises(ValueError, match=message) as caught:
        MailWords.from_table(wrong, file="xx.toml")
    assert "xx.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("sent from my phone", True),
        ("Sent from my Galaxy S21", True),
        ("sent from my", True),
        ("sent from my phone, which is old", False),
        ("he said it was sent from my phone", False),
    ],
)
def test_a_gap_is_a_name_and_no_sentence(line, is_one):
    assert (words(device_lines=["sent from my …"]).device.fullmatch(line) is not None) == is_one
