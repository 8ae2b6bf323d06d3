"""Names that come from outside and go back out: into answers, CSV files and spreadsheets."""

import unicodedata
from typing import Final

from talent.errors import LabelInvalid

MAX_NAME: Final = 100
"""Most characters of the name of a singer, a source or a rater."""
MAX_FILENAME: Final = 255
"""Most characters that are kept of the name of a file."""

# A spreadsheet takes what begins so for a formula, also in full width.
_FORMULA: Final = frozenset("=+-@＝＋－＠")  # noqa: RUF001 - the full-width ones are meant
# Characters that are no text, or that turn the direction of the text around them.
_FORBIDDEN: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def checked_name(value: str, what: str) -> str:
    """Return a name trimmed and in Unicode's form NFC.

    Parameters
    ----------
    value : as it came.
    what : of what it is the name, for the message: ``singer``, ``source`` or ``rater``.

    Raises
    ------
    LabelInvalid
        If it is longer than MAX_NAME, holds a control character, or begins as a formula does.
        The name itself is not repeated: messages are logged by some, and it is personal.
    """
    name = unicodedata.normalize("NFC", value).strip()
    if not 1 <= len(name) <= MAX_NAME:
        raise LabelInvalid(
            f"The name in `{what}` has {len(name)} characters",
            advice=f"Give it 1 to {MAX_NAME} characters, or leave the field out.",
            values={"field": what, "characters": len(name), "limit": MAX_NAME},
        )
    if any(unicodedata.category(sign) in _FORBIDDEN or sign in _TURNING for sign in name):
        raise LabelInvalid(
            f"The name in `{what}` holds a control character",
            advice="Send it as one line of plain text in UTF-8.",
            values={"field": what},
        )
    if name[0] in _FORMULA:
        raise LabelInvalid(
            f"The name in `{what}` begins with `{name[0]}`",
            advice="Begin it with another character: a spreadsheet would take it for a formula.",
            values={"field": what},
        )
    return name


def storable_filename(value: str) -> str:
    """Return a file's name as it is kept: at most MAX_FILENAME characters, valid UTF-8."""
    return value[:MAX_FILENAME].encode("utf-8", "replace").decode()
