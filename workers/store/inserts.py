"""An INSERT for each database: both know ON CONFLICT, and SQLAlchemy has it in a class of each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite


def build_inserts(table: Table) -> Mapping[str, Any]:
    """An empty INSERT into this table, by the name of the dialect."""
    return MappingProxyType({"sqlite": sqlite.insert(table), "postgresql": postgresql.insert(table)})
