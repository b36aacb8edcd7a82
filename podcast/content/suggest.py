"""Guessing which known word was meant."""

import difflib

from podcast.messages import joined, msg

_MOST_LISTED = 12


def suggest(word: str, known: list[str], otherwise: str) -> str:
    """Return a remedy that names the known word nearest to `word`, or `otherwise` and the words there are."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return msg("did you mean “{close}”?", close=close[0])
    listed = list(dict.fromkeys(known))
    more = ", …" if len(listed) > _MOST_LISTED else ""
    return joined(" ", (otherwise, ", ".join(listed[:_MOST_LISTED]) + more))
