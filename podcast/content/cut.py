"""Cutting a description to what directories take, at a word."""

MOST_DESCRIPTION = 4000
"""Bytes of a description that Apple accepts."""


def cut(text: str) -> str:
    """Return at most `MOST_DESCRIPTION` bytes of a plain text, ending at a word if it has any.

    The text is not escaped yet, so that no entity can be cut; no character is, either.
    """
    raw = text.encode()
    if len(raw) <= MOST_DESCRIPTION:
        return text
    whole = raw[: MOST_DESCRIPTION - len("…".encode())].decode(errors="ignore")
    # the last word is whole if what follows it is a blank
    kept = whole if text[len(whole) :][:1].isspace() else whole.rpartition(_last_blank(whole))[0]
    return (kept or whole).rstrip() + "…"


def _last_blank(text: str) -> str:
    """Return the last blank of a text; one that is not in it if there is none."""
    return next((one for one in reversed(text) if one.isspace()), "\0")
