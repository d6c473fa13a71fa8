"""Doorbells: what a process can do is rung by name, and Celery asks for nothing that we do not give."""

from __future__ import annotations

from datetime import timedelta
from queue import Queue
from threading import Event
from types import SimpleNamespace

import pytest
from celery.beat import Scheduler

from workers.app import DELIVER, PROCESS, SWEEP, SWEEP_SECONDS, THINK_QUEUE, build_app
from workers.roles import run_beat_thread, run_worker_thread
from workers.tasks import MAILS_AT_ONCE, Bell, add_tasks


class Doings:
    """Tasks are methods of what `workers.wiring` put together."""

    def sweep(self) -> None:
        pass

    def process(self, inbox_id: int) -> None:
        pass


@pytest.fixture
def app():
    app = build_app("", team="")
    doings = Doings()
    add_tasks(app, {SWEEP: doings.sweep, PROCESS: doings.process, DELIVER: doings.process})
    return app


def test_the_beat_can_ring_for_the_sweep_in_the_same_process(app):
    assert app.tasks[SWEEP].apply_async((), queue="io").id


@pytest.mark.parametrize("name", [PROCESS, DELIVER])
def test_a_bell_carries_one_number(app, name):
    assert app.tasks[name].apply_async((17,), queue="io").id


def test_two_applications_of_one_process_do_not_share_their_doings(app):
    heard = []

    def hear(inbox_id: int) -> None:
        heard.append(inbox_id)

    other = build_app("", team="")
    add_tasks(other, {PROCESS: hear})
    other.tasks[PROCESS](17)
    assert heard == [17]


def test_a_worker_does_what_its_own_application_can():
    for number in (1, 2):
        heard: Queue[int] = Queue()

        def hear(inbox_id: int, heard: Queue[int] = heard) -> None:
            heard.put(inbox_id)

        own = build_app("", team="")
        add_tasks(own, {PROCESS: hear})
        with run_worker_thread(own, queues=(THINK_QUEUE,), threads=1, failed=lambda: None):
            Bell(own).ring_process(number)
            assert heard.get(timeout=60) == number


def test_a_bell_of_one_team_is_not_heard_by_another_on_the_same_broker():
    heard: Queue[int] = Queue()

    def hear(inbox_id: int) -> None:
        heard.put(inbox_id)

    sales, lab = (build_app("", team=f"{team}@acme.example") for team in ("sales", "lab"))
    add_tasks(lab, {PROCESS: hear})
    with run_worker_thread(lab, queues=(THINK_QUEUE,), threads=1, failed=lambda: None):
        Bell(sales).ring_process(1)
        Bell(lab).ring_process(2)
        assert heard.get(timeout=60) == 2
    assert heard.empty()


def test_a_part_that_ends_unasked_is_told(monkeypatch):
    told = Event()
    monkeypatch.setattr("workers.roles.Service.start", lambda _service: None)
    with run_beat_thread(build_app("", team=""), failed=told.set):
        assert told.wait(60)


def test_a_worker_that_is_asked_to_end_is_no_trouble():
    told = Event()
    own = build_app("", team="")
    with run_worker_thread(own, queues=(THINK_QUEUE,), threads=1, failed=told.set):
        pass
    assert not told.is_set()


def test_a_clock_that_is_set_back_by_an_hour_does_not_silence_the_beat(monkeypatch):
    app = build_app("", team="")
    entry = Scheduler(app=app).schedule["sweep"]
    now = app.now()
    monkeypatch.setattr(type(app), "now", lambda _: now - timedelta(hours=1))
    assert entry.is_due().next <= SWEEP_SECONDS


def test_what_a_sweep_found_is_rung_for_in_handfuls_so_that_echoes_do_not_fill_the_queue():
    rung = []
    app = SimpleNamespace(send_task=lambda task, args, **_: rung.append((task, tuple(args))))
    Bell(app).ring_again(inbox_ids=list(range(200)), outbox_ids=[], look_ids=[])
    assert {task for task, _ in rung} == {PROCESS}
    assert [row for _, rows in rung for row in rows] == list(range(200))
    assert len(rung) == 200 / MAILS_AT_ONCE
