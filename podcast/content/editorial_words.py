"""The words by which a newsroom's slips are known: titles of tests, credits, advertising, machines.

Patterns only, each with what it must not take for one beside it. French first, as the newsrooms are; the
English that content systems leave behind, too.
"""

import re

_I = re.IGNORECASE

LEAKED_TITLE = re.compile(
    r"^\W*(?:test|essai|brouillon|draft)s?[\W\d]*$"
    r"|[–—:|-]\s*(?:test|essai|brouillon|draft)\W*\d*\W*$"
    r"|^(?:test|brouillon|draft)\s*[–—:|-]\s"
    r"|[\[(](?:test|essai|brouillon|draft|copie|copy)[\])]"
    r"|^(?:copie|copy)(?:\s*\(?\d*\)?)?\s(?:de|of)\b"
    r"|^(?:sans titre|untitled|nouveau titre|titre de l[’']article)\b"
    r"|\bne pas publier\b",
    _I,
)
"""« Email sending – test », « Copie de … »; not « Test de personnalité » nor « L’essai d’une enseigne »."""

PLACEHOLDER = re.compile(
    r"\b(?i:lorem ipsum)\b|\bTODO\b|\bTBD\b|\bXXX+\b|\[(?i:à compléter|à vérifier|insérer)[^\]]*\]"
)
"""Text that waits for another: never in lower case where that is a word of a language."""

FILE_NAME = re.compile(
    r"^\S+\.(?:jpe?g|png|webp|gif|avif|heic|tiff?)$"
    r"|^(?:img|dsc[fn]?|pxl|p\d|mvi|gopr|screenshot|capture(?: d[’']écran)?|image|photo)[-_ ]?\d[\w() -]*$"
    r"|^[a-z0-9]+(?:[-_][a-z0-9]+){2,}$",
    _I,
)
"""`IMG_1234`, `photo 3`, `salle-de-restaurant-paris`; not « Photo de famille »."""

CREDIT = re.compile(
    r"\bvia\s+(?:unsplash|pexels|pixabay|flickr|getty|i?stock|shutterstock|adobe|wikimedia|freepik|canva)"
    r"|^\W*(?:©|\(c\)|crédits?\b|copyright\b|(?:photo|illustration|source|droits)s?\s*:)"
    r"|©|\b(?:getty images|shutterstock|istock|adobe stock|unsplash|pexels|pixabay)\b",
    _I,
)

PAID = re.compile(
    r"\bsponsorisée?s?\b|\bpubli-?\s?r[ée]dactionnel|\bpublireportage"
    r"|\ben partenariat avec\b|\bpartenariat (?:rémunéré|commercial|publicitaire|payant)"
    r"|\bcontenu (?:partenaire|de marque|promotionnel)\b|\barticle (?:partenaire|promotionnel)\b"
    r"|\b(?:article|épisode|podcast|actualité|contenu) (?:vous est |t[’']est )?(?:proposée?|offerte?) par\b",
    _I,
)
"""What is said of content that somebody pays for; not « partenariat de distribution »."""

_MACHINE = r"(?:IA|A\.I\.|intelligence artificielle|ChatGPT|GPT-?\d|Gemini|Mistral|Claude)"
MACHINE_TEXT = re.compile(
    rf"\b[Rr]ésumée? (?:automatique|IA)\b"
    rf"|\b[Rr]ésumés? (?:fait |généré |produit )?(?:par |à l[’']aide de )?(?:une |l[’'])?{_MACHINE}\b"
    rf"|\b(?i:générée?|rédigée?|résumée?|écrite?|produite?|transcrite?)s? (?:automatiquement"
    rf"|(?:par|avec|à l[’']aide de) (?:une |l[’'])?{_MACHINE})\b"
)
MACHINE_LABEL = re.compile(r"\bIA\b|intelligence artificielle|automatique")

STRAIGHT_QUOTE = re.compile(r"\"")
