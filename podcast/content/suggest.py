"""Guessing which known word was meant."""

from collections.abc import Iterable

from podcast.messages import joined, msg

_MOST_LISTED = 12


def suggest(word: str, known: list[str], otherwise: str) -> str:
    """Return a remedy that names the known word nearest to `word`, or `otherwise` and the words there are."""
    if remedy := did_you_mean(word, known):
        return remedy
    listed = list(dict.fromkeys(known))
    more = ", …" if len(listed) > _MOST_LISTED else ""
    return joined(" ", (otherwise, ", ".join(listed[:_MOST_LISTED]) + more))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a remedy that names the word that is most like `word`, or begins with it; empty if none does."""
    words = list(known)
    from difflib import get_close_matches  # of what is written as it should be, nobody needs it

    close = get_close_matches(word, words, n=1, cutoff=0.6)
    close = close or [one for one in words if word and one.startswith(word)]
    return msg("did you mean “{close}”?", close=close[0]) if close else ""
