"""Notes in more than one language: each line is read in its own, whatever names and words of the trade stand in it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.model import Notes
from pipeline.notes.read import read_notes

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)

# Text, the language of the notes (empty where two share them alike), and the quotes that have to be firm actions.
MIXED = [
    (
        (
            "We met. The build is green again. Nobody had any questions. The beta starts in May. All well.\n\n"
            "- Jana schickt bis Freitag das Angebot an die Stadt\n- Router für den Saal bestellen"
        ),
        "en",
        ["Jana schickt bis Freitag das Angebot an die Stadt", "Router für den Saal bestellen"],
    ),
    (
        (
            "# Sync\nThe release went out last week and it is fine.\n\n## Action items\n"
            "- Ole prüft die Logs bis morgen\n- Wiki aktualisieren"
        ),
        "en",
        ["Ole prüft die Logs bis morgen", "Wiki aktualisieren"],
    ),
    (
        (
            "# Protokoll\nDer Server läuft wieder und die Kunden sind zufrieden.\n\n## Aufgaben\n"
            "- Review the pull request for the importer"
        ),
        "de",
        ["Review the pull request for the importer"],
    ),
    (
        (
            "Wir haben über das Deployment gesprochen.\n- @ole merged den Feature-Branch und macht das Release\n"
            "- Code-Freeze ist am Freitag"
        ),
        "de",
        ["@ole merged den Feature-Branch und macht das Release"],
    ),
    (
        "Réunion du lundi, tout le monde est là.\n- Hugo va déployer le hotfix sur staging\n- le merge est fait",
        "fr",
        ["Hugo va déployer le hotfix sur staging"],
    ),
    (
        "La reunión fue corta y no hubo dudas.\n- Luz revisa el pull request y hace el deploy mañana",
        "es",
        ["Luz revisa el pull request y hace el deploy mañana"],
    ),
    (
        "A reunião foi rápida e não houve dúvidas.\n- Rita vai abrir um ticket no Jira e avisar o time",
        "pt",
        ["Rita vai abrir um ticket no Jira e avisar o time"],
    ),
    (
        "We hebben het over de sprint gehad en er waren geen vragen.\n- Koen zet de feature flag aan op staging",
        "nl",
        ["Koen zet de feature flag aan op staging"],
    ),
    (
        (
            "The team met with the partner from Lyon. The demo was well received by all of them.\n\n"
            "- Camille envoie le compte rendu à la mairie avant vendredi\n"
            "- Il faut vérifier le contrat avec le fournisseur"
        ),
        "en",
        [
            "Camille envoie le compte rendu à la mairie avant vendredi",
            "Il faut vérifier le contrat avec le fournisseur",
        ],
    ),
    (
        (
            "Het overleg was kort en iedereen was er. We hebben niets besloten over de zaal, en dat is jammer.\n\n"
            "Dana will send the contract to the client by Friday."
        ),
        "",
        ["Dana will send the contract to the client by Friday."],
    ),
    (
        (
            "Der Termin war kurz, und alle waren da. Wir haben nichts über den Saal gesagt.\n\n"
            "Dana will send the contract to the client by Friday."
        ),
        "de",
        ["Dana will send the contract to the client by Friday."],
    ),
    (
        (
            "The call was short and everybody was there. There was nothing to say about the hall.\n\n"
            "Luz se encarga de la lista de los invitados para el viernes."
        ),
        "en",
        ["Luz se encarga de la lista de los invitados para el viernes."],
    ),
    (
        "The call was short and everybody was there.\n\nA Rita fica com o som da festa e com as cadeiras.",
        "",
        ["A Rita fica com o som da festa e com as cadeiras."],
    ),
    (
        (
            "The call was short and everybody was there.\n\n"
            "Jana de Wit zorgt voor de zaal en het eten, niet voor de koffie."
        ),
        "",
        ["Jana de Wit zorgt voor de zaal en het eten, niet voor de koffie."],
    ),
    (
        "## Retro\nEs lief gut, und wir sind mit dem Sprint fertig.\n\n## Next steps\n- Jana fragt beim Support nach",
        "de",
        ["Jana fragt beim Support nach"],
    ),
    (
        (
            "## Notas\nEl sprint ha ido bien y no hay bloqueos.\n\n## Next steps\n"
            "- Mateo: preparar la demo para el cliente"
        ),
        "es",
        ["Mateo: preparar la demo para el cliente"],
    ),
    (
        (
            "## Notes\nLe sprint est fini et on n'a pas de retard.\n\n## Action items\n"
            "- Hugo : préparer la démo pour le client"
        ),
        "fr",
        ["Hugo : préparer la démo pour le client"],
    ),
    (
        "## Notas\nO sprint acabou e não há atrasos.\n\n## Action items\n- Nuno: preparar a demo para o cliente",
        "pt",
        ["Nuno: preparar a demo para o cliente"],
    ),
    (
        (
            "## Verslag\nDe sprint is klaar en er zijn geen problemen.\n\n## Action items\n"
            "- Koen: demo voorbereiden voor de klant"
        ),
        "nl",
        ["Koen: demo voorbereiden voor de klant"],
    ),
    (
        (
            "Attendees: Piet de Vries, Dana van den Berg, Yann le Goff, Rui da Silva\n\n"
            "Dana will update the docs for the API.\nThe server is up again."
        ),
        "en",
        ["Dana will update the docs for the API."],
    ),
]


@pytest.mark.parametrize(("text", "language", "actions"), MIXED, ids=range(len(MIXED)))
def test_each_line_is_read_in_its_own_language(knowledge, text, language, actions):
    reading = read_notes(Notes(text=text, form="md", sent_at=MONDAY), knowledge=knowledge, timezone="UTC")
    assert language in {"", reading.meeting.language}
    assert [item.evidence.quote for item in reading.items if item.firm and item.kind == "action"] == actions
