"""Many people are looked at together, and none has to wait for another's trouble."""

from __future__ import annotations

import pytest
from builders import OTHER, OWNER, a_mail

import workers.follow
from workers.store import looks


def addresses_due(road) -> set[str]:
    with road.store.begin() as tx:
        due = looks.find_due(tx, now=road.clock.now(), limit=10)
        return {row.address for row in looks.claim(tx, due, now=road.clock.now(), lease=workers.follow.LEASE)}


@pytest.mark.parametrize("doing", ["gather_views", "decide_due"])
def test_a_person_who_cannot_be_looked_at_holds_up_nobody(road, monkeypatch, doing):
    module = workers.follow.follow if doing == "gather_views" else workers.follow
    real = getattr(module, doing)

    def stumble(*arguments, **options):
        told = [row.address for row in arguments[1]] if doing == "gather_views" else [arguments[0].person.address]
        if OWNER in told:
            raise KeyError("a bug of ours")
        return real(*arguments, **options)

    monkeypatch.setattr(module, doing, stumble)
    road.deliver(a_mail(to=("notes@acme.example", OWNER, OTHER)))
    road.run()
    monkeypatch.undo()
    assert addresses_due(road) == set()
    road.clock.advance(looks.PAUSES[0])
    assert addresses_due(road) == {OWNER}
