"""Guessing which known word was meant."""

import difflib

_MOST_LISTED = 12


def suggest(word: str, known: list[str], otherwise: str) -> str:
    """Return a remedy that names the known word nearest to `word`, or `otherwise` and the words there are."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean “{close[0]}”?"
    listed = list(dict.fromkeys(known))
    more = ", …" if len(listed) > _MOST_LISTED else ""
    return f"{otherwise} {', '.join(listed[:_MOST_LISTED])}{more}"
