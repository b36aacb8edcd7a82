"""Language tags of the web (BCP 47) as the three letters of ID3 (ISO 639-2, terminology codes)."""

_CODES = {
    **{
        "ar": "ara",
        "bg": "bul",
        "br": "bre",
        "ca": "cat",
        "co": "cos",
        "cs": "ces",
        "da": "dan",
        "de": "deu",
    },
    **{
        "el": "ell",
        "en": "eng",
        "es": "spa",
        "et": "est",
        "eu": "eus",
        "fa": "fas",
        "fi": "fin",
        "fr": "fra",
    },
    **{
        "ga": "gle",
        "he": "heb",
        "hi": "hin",
        "hr": "hrv",
        "hu": "hun",
        "hy": "hye",
        "it": "ita",
        "ja": "jpn",
    },
    **{
        "ko": "kor",
        "lb": "ltz",
        "lt": "lit",
        "lv": "lav",
        "mg": "mlg",
        "nl": "nld",
        "no": "nor",
        "oc": "oci",
    },
    **{
        "pl": "pol",
        "pt": "por",
        "ro": "ron",
        "ru": "rus",
        "sk": "slk",
        "sl": "slv",
        "sr": "srp",
        "sv": "swe",
    },
    **{"tr": "tur", "uk": "ukr", "vi": "vie", "wo": "wol", "zh": "zho"},
}


def three_letters(tag: str) -> str:
    """Return `fra` for `fr`, `fr-FR` and `fra`; `und` (undetermined) for what is not known."""
    primary = tag.replace("_", "-").split("-")[0].lower()
    if len(primary) == 3 and primary.isascii() and primary.isalpha():
        return primary
    return _CODES.get(primary, "und")
