"""Values of the core as JSON and back, exactly. Not pickle: a database outlives a class.

Knows frozen dataclasses, tuples, mappings, enumerations, days and moments, as
their type hints say. A payload that does not fit its class is an error that
names the field.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
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
    return typing.cast("T", _load(kind, payload, at=kind.__name__))


def _load(kind: Any, payload: Any, *, at: str) -> Any:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        if payload is None:
            return None
        (kind,) = (one for one in args if one is not type(None))
        return _load(kind, payload, at=at)
    if origin is tuple:
        return tuple(_load(args[0], one, at=at) for one in _fitting(list, payload, at=at))
    if origin is not None and issubclass(origin, Mapping):
        return {key: _load(args[1], one, at=at) for key, one in _fitting(dict, payload, at=at).items()}
    if is_dataclass(kind):
        return _load_fields(typing.cast("type", kind), _fitting(dict, payload, at=at), at=at)
    if issubclass(kind, datetime | date):
        return _made(kind.fromisoformat, _fitting(str, payload, at=at), at=at)
    if issubclass(kind, Enum):
        return _made(kind, payload, at=at)
    # JSON writes a whole float without its point.
    return _fitting((int, float) if kind is float else kind, payload, at=at)


def _load_fields(kind: type, payload: Mapping[str, Any], *, at: str) -> Any:
    hints = _hints(kind)
    unknown = payload.keys() - hints.keys()
    if unknown:
        raise PayloadError(f"{at}.{min(unknown)}: no such field")
    values = {name: _load(hints[name], one, at=f"{at}.{name}") for name, one in payload.items()}
    return _made(lambda given: kind(**given), values, at=at)


def _fitting(kind: type | tuple[type, ...], payload: Any, *, at: str) -> Any:
    if not isinstance(payload, kind):
        raise PayloadError(f"{at}: cannot be a {type(payload).__name__}")
    return payload


def _made(make: Callable[[Any], Any], payload: Any, *, at: str) -> Any:
    try:
        return make(payload)
    except (TypeError, ValueError) as error:
        # The class only: the text of an error may quote what people wrote.
        raise PayloadError(f"{at}: does not fit ({type(error).__name__})") from error


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return typing.get_type_hints(kind)
