"""The words by which a newsroom's slips are known: titles of tests, credits, advertising, machines.

Patterns only, each with what it must not take for one beside it. French first, as the newsrooms are; the
English that content systems leave behind, too.
"""

import re

_I = re.IGNORECASE

_THING = (
    r"(?:article|publication|page|newsletter|lettre|épisode|podcast|e-?mail|envoi|mise en (?:page|ligne))s?"
)
"""What somebody tries a content system with."""
LEAKED_TITLE = re.compile(
    r"^\W*(?:test|essai|brouillon|draft)s?[\W\d]*$"
    r"|[–—:|-]\s*(?:test|essai|brouillon|draft)\W*\d*\W*$"
    r"|^(?:test|brouillon|draft)\s*[–—:|-]\s"
    r"|[\[(](?:test|essai|brouillon|draft|copie|copy)[\])]"
    r"|^(?:copie|copy)(?:\s*\(?\d*\)?)?\s(?:de|of)\b"
    r"|^(?:sans titre|untitled|nouveau titre|titre de l[’']article)\b"
    r"|\bne pas publier\b"
    rf"|^\W*(?:test|essai)s?\s+(?:de\s+|d[’'])?{_THING}\W*\d*\W*$"
    rf"|^\W*{_THING}\s+(?:de\s+|d[’'])?(?:test|essai|brouillon)s?\W*\d*\W*$"
    r"|^\W*titre\s+(?:à\s+(?:définir|venir|trouver|revoir|compléter)|provisoire|de travail)\b"
    r"|^\W*x{3,}\W*$|^\W*[aà] supprimer\W*$|(?-i:\b[AÀ] SUPPRIMER\b)",
    _I,
)
"""« Email sending – test », « Copie de … », « Essai de publication »; not « Test de personnalité » nor « L’essai d’une
enseigne »."""

PLACEHOLDER = re.compile(
    r"\b(?i:lorem ipsum)\b|\bTODO\b|\bTBD\b|\bXXX+\b|\[(?i:à compléter|à vérifier|insérer)[^\]]*\]"
)
"""Text that waits for another: never in lower case where that is a word of a language."""

_STOCK = r"(?:istock(?:photo)?|shutterstock|adobe ?stock|getty ?images|unsplash|pexels|pixabay|depositphotos)"
FILE_NAME = re.compile(
    r"^\S+\.(?:jpe?g|png|webp|gif|avif|heic|tiff?)$"
    r"|^(?:img|dsc[fn]?|pxl|p\d|mvi|gopr|screenshot|capture(?: d[’']écran)?|image|photo)[-_ ]?\d[\w() -]*$"
    r"|^[a-z0-9]+(?:[-_][a-z0-9]+){2,}$"
    rf"|^{_STOCK}[-_ ]?\d[\w() -]*$"
    r"|^(?:image|img|photo|picture|visuel|illustration|logo|bannière|vignette|capture d[’']écran"
    r"|unnamed|untitled|sans titre|download|téléchargement)\W*\d*\W*$"
    r"|^(?!.*\b(?:aux?|avec|dans|de|des|devant|du|en|et|la|le|les|numéro|sur|une?)\b)(?:[^\W\d]+\s){1,4}\d{1,3}$",
    _I,
)
"""`IMG_1234`, `photo 3`, `salle-de-restaurant-paris`, `unnamed (1)`, `Franchise RUGBYTOTS 9`; not « Photo de famille »,
« Logo de l’enseigne », « Deux vendeuses devant le stand 9 »."""

CREDIT = re.compile(
    r"\bvia\s+(?:unsplash|pexels|pixabay|flickr|getty|i?stock|shutterstock|adobe|wikimedia|freepik|canva)"
    r"|^\W*(?:©|\(c\)|crédits?\b|copyright\b|(?:photo|illustration|source|droits)s?\s*:)"
    rf"|©|\b{_STOCK}\b"
    r"|^\W*(?:photo\s+)?(?:afp|reuters|sipa(?: press)?|belga|abaca(?:press)?|maxppp|hans lucas)(?:\s*/.*|\W*)$"
    r"|/\s*(?-i:AFP|REUTERS|SIPA|Sipa|Reuters|Belga|Abaca)\b",
    _I,
)
"""« Ellicia via unsplash », « AFP », « Une photographe / AFP »; not « Le siège de l’AFP »."""

PAID = re.compile(
    r"\bsponsorisée?s?\b|\bpubli-?\s?r[ée]dactionnel|\bpublireportage"
    r"|\ben partenariat avec\b|\bpartenariat (?:rémunéré|commercial|publicitaire|payant)"
    r"|\bcontenu (?:partenaire|de marque|promotionnel)\b|\barticle (?:partenaire|promotionnel)\b"
    r"|\b(?:article|épisode|podcast|actualité|contenu) (?:vous est |t[’']est )?(?:proposée?|offerte?) par\b",
    _I,
)
"""What is said of content that somebody pays for; not « partenariat de distribution »."""

_ADVERTISING = r"(?:collaboration (?:commerciale|rémunérée)|communiqué de presse|publicité|publi-?info)"
DISCLOSED = re.compile(rf"^\W*{_ADVERTISING}\W*$|[\[(]{_ADVERTISING}[\])]", _I)
"""A label, a title or a line that says of itself that it is advertising; not « Publicité : ce que dit la loi »."""
DISCLOSED_FIRST = re.compile(
    rf"^[\s*_\[(«]*(?:{_ADVERTISING}[\s*_\])»]*$|[\[(]{_ADVERTISING}[\])]"
    r"|(?:collaboration (?:commerciale|rémunérée)|communiqué de presse)[*_\s]*"
    r"(?:[–—:|.\])-]|(?:avec|de) (?-i:[A-ZÀ-Ý])))",
    _I,
)
"""The same at the start of a text, where « Communiqué de presse – » is one, too."""

_MACHINE = (
    r"(?:IA|A\.I\.|intelligence artificielle|ChatGPT|GPT-?\d|Gemini|Mistral|Claude(?! [A-ZÀ-Ý])|Copilot|Perplexity"
    r"|Midjourney|DALL[-·.]?E|Stable Diffusion|Firefly|Sora)"
)
_WITH = r"(?:par|avec|grâce à|(?:à|avec) l[’']aide d[e’'])\s?(?:une? |l[’'])?"
_MADE = (
    r"(?:synthèse|texte|article|traduction|transcription|contenu|image|illustration|photo|visuel|voix|podcast"
    r"|épisode)s?"
)
MACHINE_TEXT = re.compile(
    rf"\b[Rr]ésumée? (?:automatique|IA)\b"
    rf"|\b[Rr]ésumés? (?:fait |généré |produit )?(?:par |à l[’']aide de )?(?:une |l[’'])?{_MACHINE}\b"
    rf"|\b(?i:générée?|rédigée?|résumée?|écrite?|produite?|transcrite?)s? (?:automatiquement|{_WITH}{_MACHINE})\b"
    rf"|\b(?i:{_MADE} (?:réalisée?|créée?|faite?|traduite?)s?) {_WITH}{_MACHINE}\b"
)
"""« Résumé IA », « Synthèse réalisée par une intelligence artificielle »; not « des menus réalisés par une IA »."""
MACHINE_LABEL = re.compile(r"\bIA\b|intelligence artificielle|automatique")

STRAIGHT_QUOTE = re.compile(r"\"")
