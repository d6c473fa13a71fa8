"""Values of the core as JSON and back, exactly. Not pickle: a database outlives a class.

Knows frozen dataclasses, tuples, mappings, enumerations, days and moments, as
their type hints say. A payload that does not fit its class is an error that
names the field.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


class PayloadError(ValueError):
    """What is stored does not fit the class it should become."""


def dump(value: Any) -> Any:
    """JSON values; fields that hold their default are left out, so that adding one later is no migration."""
    match value:
        case Enum():
            return value.value
        case date():  # and datetime, which is one
            return value.isoformat()
        case tuple() | list():
            return [dump(one) for one in value]
        case Mapping():
            return {key: dump(one) for key, one in value.items()}
        case _ if is_dataclass(value):
            pairs = ((field, getattr(value, field.name)) for field in fields(value))
            return {field.name: dump(one) for field, one in pairs if one != field.default}
        case _:
            return value


def load(kind: type[T], payload: Any) -> T:
    """The value that was dumped."""
    try:
        return typing.cast("T", _load(kind, payload))
    except (TypeError, ValueError, KeyError) as error:
        raise PayloadError(f"{kind.__name__}: {error}") from error


def _load(kind: Any, payload: Any) -> Any:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        if payload is None:
            return None
        (kind,) = (one for one in args if one is not type(None))
        return _load(kind, payload)
    if origin is tuple:
        return tuple(_load(args[0], one) for one in payload)
    if origin is not None and issubclass(origin, Mapping):
        return {key: _load(args[1], one) for key, one in payload.items()}
    if is_dataclass(kind):
        hints = _hints(typing.cast("type", kind))
        return kind(**{name: _load(hints[name], one) for name, one in payload.items()})  # type: ignore[operator]
    if isinstance(kind, type) and issubclass(kind, datetime | date):
        return kind.fromisoformat(payload)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(payload)
    return payload


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return typing.get_type_hints(kind)
