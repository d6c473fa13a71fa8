"""Who opens the files that programs write: here, or wherever the shell has put that.

A stranger's file can keep a library busy for hours or fill the memory. What
this gives is the same wherever it runs, but for files that no place can read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

from pipeline.mail.documents import read_docx, read_pdf, read_rtf
from pipeline.mail.outlook import read_msg

# The form of a mail that Outlook saved; what it holds is read by `pipeline.mail.outlook`, once it is known to be safe.
OUTLOOK = "msg"


class Files(Protocol):
    """Opens files of the forms in `READERS`."""

    def read(self, form: str, payload: bytes, *, part: int = 1) -> tuple[str, str]:
        """The text, or empty and the reason. Never raises. `part` is that of `read_docx`."""

    def try_out(self, form: str, payload: bytes) -> str:
        """Read once for nothing: the reason not to do it again, empty where there is none."""


class Here:
    """Opens files in this process: for one's own files, and for tests."""

    def read(self, form: str, payload: bytes, *, part: int = 1) -> tuple[str, str]:
        """The text, or empty and the reason."""
        return READERS[form](payload, part=part)

    def try_out(self, form: str, payload: bytes) -> str:  # noqa: ARG002 - see `Files`
        """Nothing is gained by reading twice in one place."""
        return ""


def _read_outlook(payload: bytes, *, part: int = 1) -> tuple[str, str]:  # noqa: ARG001 - a reader like the others
    read_msg(payload)
    return "", ""


DOCUMENTS = frozenset({"docx", "pdf", "rtf"})
READERS: Mapping[str, Callable[..., tuple[str, str]]] = MappingProxyType(
    {"docx": read_docx, "pdf": read_pdf, "rtf": read_rtf, OUTLOOK: _read_outlook}
)
HERE = Here()
