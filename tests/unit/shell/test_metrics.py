"""Figures for whoever watches: counted right, served where they should be, and free of what people wrote."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from fakes import START, FakeClock
from prometheus_client import generate_latest

from pipeline.outcome import Ignored, Reason
from workers.meter import NoMeter, build_meter, watching
from workers.metrics import PrometheusMeter, TablesCollector, run_metrics
from workers.ports import Verdict
from workers.settings import Settings
from workers.store import inbox
from workers.store.migrate import migrate
from workers.store.store import Store
from workers.wiring import build_parts

WATCH = Path(__file__).resolve().parents[3] / "deploy" / "watch"
NAMED = re.compile(r"\bfollowthrough_[a-z_]+")
PORT = "127.0.0.1:0"


@pytest.fixture
def store(tmp_path):
    url = f"sqlite:///{tmp_path / 'figures.db'}"
    migrate(url)
    with closing(Store(url)) as store:
        yield store


@pytest.fixture
def meter():
    return PrometheusMeter()


def told(meter: PrometheusMeter) -> str:
    return generate_latest(meter.registry).decode()


def read(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as page:
        return page.read().decode()


def test_an_outcome_is_counted_with_its_reason(meter):
    meter.decided(Ignored(reason=Reason.AUTOMATIC))
    assert 'followthrough_outcomes_total{outcome="Ignored",reason="automatic"} 1.0' in told(meter)


def test_letters_are_counted_by_kind_and_result(meter):
    meter.tried("recap", Verdict.LATER)
    assert 'followthrough_letters_total{kind="recap",verdict="later"} 1.0' in told(meter)


def test_the_way_from_notes_to_recap_is_measured(meter):
    meter.recapped(timedelta(seconds=7))
    assert 'followthrough_recap_seconds_bucket{le="10.0"} 1.0' in told(meter)
    assert "followthrough_recap_seconds_sum 7.0" in told(meter)


def test_the_end_of_a_sign_in_is_told(meter):
    meter.token_ends(datetime(2027, 1, 1, tzinfo=UTC))
    assert "followthrough_token_ends_timestamp_seconds 1.7987616e+09" in told(meter)


def test_queues_tell_what_is_due_and_for_how_long_the_oldest_waits(meter, store):
    clock = FakeClock()
    with store.begin() as tx:
        where = {"mailbox": "a", "uidvalidity": 1}
        inbox.add(tx, **where, uid=1, raw=b"a", content_key="1", arrived_at=START - timedelta(seconds=90))
        inbox.add(tx, **where, uid=2, raw=b"b", content_key="2", arrived_at=START)
    meter.registry.register(TablesCollector(store=store, clock=clock))
    assert 'followthrough_queue_size{queue="inbox"} 2.0' in told(meter)
    assert 'followthrough_queue_age_seconds{queue="inbox"} 90.0' in told(meter)
    assert 'followthrough_queue_size{queue="outbox"} 0.0' in told(meter)


def test_a_database_without_tables_costs_only_its_own_figures(meter, tmp_path):
    with closing(Store(f"sqlite:///{tmp_path / 'empty.db'}")) as store:
        meter.registry.register(TablesCollector(store=store, clock=FakeClock()))
        assert "followthrough_version_info" in told(meter)
        assert "followthrough_queue_size{" not in told(meter)


def test_figures_are_served_while_the_block_is_open(meter):
    with run_metrics(PORT, meter) as port:
        assert "followthrough_version_info" in read(port)
    with pytest.raises(urllib.error.URLError):
        read(port)


def test_a_place_that_is_taken_stops_nothing(meter, caplog):
    with run_metrics(PORT, meter) as port, run_metrics(f"127.0.0.1:{port}", PrometheusMeter()) as other:
        assert other == 0
    assert "figures not served" in caplog.text


def test_without_a_place_nobody_counts_and_nothing_listens():
    meter = build_meter("")
    assert isinstance(meter, NoMeter)
    with watching("", meter) as served:
        assert served is None


@pytest.fixture
def names(meter, store) -> set[str]:
    """Every name that can be asked for."""
    meter.decided(Ignored(reason=Reason.AUTOMATIC))
    meter.tried("recap", Verdict.SENT)
    meter.registry.register(TablesCollector(store=store, clock=FakeClock()))
    metrics = list(meter.registry.collect())
    changes = {"followthrough_changes_total"}
    return changes | {sample.name for one in metrics for sample in one.samples} | {one.name for one in metrics}


def test_the_dashboard_asks_for_figures_that_exist(names):
    board = json.loads((WATCH / "grafana.json").read_text(encoding="utf-8"))
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    assert len(asked) >= len(board["panels"]) > 5
    assert {one for expression in asked for one in NAMED.findall(expression)} <= names


def test_every_alert_asks_for_figures_that_exist_and_names_a_cure(names):
    (group,) = yaml.safe_load((WATCH / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]:
        assert set(NAMED.findall(rule["expr"])) <= names
        assert NAMED.findall(rule["expr"])
        assert rule["annotations"]["cure"]
        assert rule["labels"]["severity"] in {"page", "ticket"}


def test_the_end_of_the_sign_in_is_a_figure_from_the_start(tmp_path):
    settings = Settings(
        address="notes@acme.example",
        imap_url="imap://notes:word@127.0.0.1:9",
        smtp_url="smtp://127.0.0.1:9",
        allowed_domains="acme.example",
        trusted_authserv_id="none",
        secret="of-more-than-sixteen-letters",
        database_url=f"sqlite:///{tmp_path}/ledger.db",
        oauth_ends="2027-01-01",
        metrics="127.0.0.1:9464",
    )
    with closing(build_parts(settings)) as parts:
        assert "followthrough_token_ends_timestamp_seconds 1.7987616e+09" in told(parts.meter)
