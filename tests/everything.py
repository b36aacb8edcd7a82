"""A show folder that uses every key there is, so that every tag stands in its feed."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

SHOW = """\
title = "Émission d’essai"
itunes_title = "L’essai"
author = "La rédaction"
language = "fr"
description = "Une émission & ses épisodes, « entre guillemets » <b>et balises</b>."
link = "https://podcast.example/"
guid = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
categories = ["Business > Entrepreneurship", "News"]
cover = "cover.jpg"
base_url = "https://podcast.example/"
store = "../public"
type = "serial"
explicit = false
copyright = "La rédaction"
locked = false
license = "cc-by-4.0"
medium = "podcast"
complete = true
new_feed_url = "https://podcast.example/feed.xml"
applepodcastsverify = "cle-apple"
feed_length = 10

[site]
name = "La rédaction"
url = "https://redaction.example/"
accent = "#e63b11"
search = true

[[site.subscribe]]
name = "Une application"
url = "https://application.example/emission"

[audio]
alternates = ["opus"]

[s3]
single_producer = true

[announce]
hubs = ["https://hub.example/"]
podping = true

[block]
everyone = true
services = ["tiktok"]
allowed = ["apple", "spotify"]

[[hosts]]
name = "Une hôte"
img = "hote.png"
url = "https://redaction.example/hote/"

[[credits]]
name = "Une monteuse"
role = "audio editor"
url = "https://redaction.example/monteuse/"

[[location]]
name = "Paris"
rel = "creator"
geo = "geo:48.8566,2.3522"
osm = "R7444"
country = "FR"

[[funding]]
url = "https://redaction.example/soutenir/"
text = "Soutenir l’émission"

[value]
type = "lightning"
method = "keysend"
suggested = "0.00000005000"

[[value.recipients]]
name = "La rédaction"
type = "node"
address = "02d5c1bf8b940dc9cadca86d1b0a3c37fbe39cee4c7e839e33bef9174531d27f52"
split = 95
custom_key = "696969"
custom_value = "essai"

[[value.recipients]]
name = "Hébergement"
type = "node"
address = "03ae9f91a0cb8ff43840e3c322c4c61f019d8c1c3cea15a25cfc425ac605e61a4a"
split = 5
fee = true

[[social_interact]]
protocol = "activitypub"
uri = "https://social.example/@emission/1"
account_id = "@emission"
account_url = "https://social.example/@emission"
priority = 1

[[txt]]
text = "preuve-1234"
purpose = "verify"

[chat]
server = "irc.example.org"
protocol = "irc"
account_id = "@emission"
space = "#essai"

[[seasons]]
number = 2
name = "Les réseaux"

[[trailers]]
url = "https://podcast.example/ailleurs/bande-annonce.mp3"
title = "Bande-annonce de la saison 2"
date = 2025-01-15T06:00:00+01:00
length = 123456
type = "audio/mpeg"
season = 2

[[images]]
file = "banniere.png"
alt = "Un micro devant une vitrine"
purpose = "banner"

[[live]]
title = "L’émission en direct"
guid = "direct-1"
status = "pending"
start = 2026-02-01T18:00:00+01:00
end = 2026-02-01T19:00:00+01:00
url = "https://stream.example/direct.mp3"
type = "audio/mpeg"
summary = "En public."
link = "https://redaction.example/direct/"

[[live.links]]
url = "https://video.example/direct"
text = "Voir la vidéo"

[live.chat]
server = "matrix.example.org"
protocol = "matrix"
space = "#direct:example.org"

[[podroll]]
feed_guid = "9b024349-ccf0-5f69-a609-6b82873eab3c"
feed_url = "https://amis.example/feed.xml"
title = "Une émission amie"

[publisher]
feed_guid = "003af0a0-6a45-55cf-b765-68e3d349551a"
feed_url = "https://redaction.example/publisher.xml"

[[remote_items]]
feed_guid = "a94f5cc9-8c58-55fc-91fe-a324087a655b"
feed_url = "https://amis.example/autre.xml"
item_guid = "item-7"
medium = "music"
title = "Une chanson"

[update_frequency]
text = "Chaque mardi"
rrule = "FREQ=WEEKLY;BYDAY=TU"
start = "2025-01-07T06:00:00+01:00"
complete = false

[[feed]]
name = "saison-2"
title = "Émission d’essai, saison 2"
description = "La saison 2 seule."
seasons = [2]
listed = true

[[feed]]
name = "opus"
format = "opus"

[[feed]]
name = "juridique"
keywords = ["Juridique"]
"""

EPISODE = """\
---
title: "Ouvrir une crêperie & la gérer <bien>"
itunes_title: Ouvrir une crêperie
number: 2
season: 2
type: full
display: Ép. 2
author: Une autrice
date: 2025-03-02T06:00:00+01:00
guid: guid-2
slug: creperie
summary: Ce qu’il faut pour ouvrir, & ce qu’il en coûte.
recording: son.wav
explicit: true
block: true
keywords:
  - juridique
  - crêpe
image:
  file: image.png
  alt: Une crêperie
  caption: La salle
  credit: La rédaction
ai_summary:
  reviewer: Une journaliste
  date: 2025-03-01T10:00:00+01:00
former_slugs:
  - ouvrir-une-creperie
guests:
  - name: Un invité
    url: https://invite.example/
    img: https://invite.example/portrait.jpg
credits:
  - name: Un monteur
    role: Audio Editor
    group: Audio Post-Production
location:
  name: Rennes
  rel: subject
  geo: geo:48.1113,-1.6800
  osm: R54517
  country: FR
license:
  slug: maison
  url: https://redaction.example/licence/
chapters:
  - start: "00:00"
    title: Début
    url: https://redaction.example/debut/
    image: image.png
  - start: "00:01"
    title: Suite
  - start: "00:02"
    title: Fin
transcript: paroles.vtt
soundbites:
  - start: "0"
    duration: "2"
    title: Le mot de la fin
funding:
  - url: https://redaction.example/don/
    text: Un café
value:
  type: lightning
  method: keysend
  recipients:
    - type: lnaddress
      address: emission@pay.example
      split: 100
  splits:
    - start: "0"
      duration: "1"
      remote:
        feed_guid: a94f5cc9-8c58-55fc-91fe-a324087a655b
        item_guid: item-7
      remote_start: "0:30"
      remote_percentage: 90
    - start: "1"
      duration: "1.5"
      recipients:
        - name: Un musicien
          type: node
          address: 02dd306e68c46681aa21d88a436fb35355a8579dd30201581cefa17cb179fc4c15
          split: 100
social_interact:
  - protocol: activitypub
    uri: https://social.example/@emission/2
    account_id: "@emission"
txt:
  - text: "false"
    purpose: ai-content
chat:
  server: irc.example.org
  protocol: irc
content_links:
  - url: https://video.example/creperie
    text: Voir la vidéo
---

Le texte de l’épisode, avec un [lien](https://redaction.example/).

![Deux personnes devant une crêperie](image.png "La crêperie, un matin.")
"""

TRAILER = """\
---
title: Bande-annonce
number: 1
type: trailer
season: 2
date: 2025-02-01T06:00:00+01:00
guid: guid-bande-annonce
slug: bande-annonce
summary: Écoutez donc.
recording: son.wav
social_interact:
  - protocol: disabled
---
"""

TRANSCRIPT = """\
WEBVTT

00:00.000 --> 00:01.000
<v Une hôte>Bonjour.

00:01.000 --> 00:02.500
<v Un invité>Bonjour & merci.
"""


TEMPLATES = {
    "style.css": "h1 { letter-spacing: -0.01em; }\n",
    "article.html.jinja": '{% extends "podcast/article.html.jinja" %}\n'
    '{% block main %}{{ super() }}{% include "mot.html.jinja" %}{% endblock %}\n',
    "mot.html.jinja": "<p>Une question sur cet article ? Écrivez à la rédaction.</p>\n",
}


def write_everything(root: Path, write_wav) -> Path:
    """Write the show folder and return it."""
    root.mkdir(parents=True)
    (root / "templates").mkdir()
    for name, text in TEMPLATES.items():
        (root / "templates" / name).write_text(text, encoding="utf-8")
    (root / "show.toml").write_text(SHOW, encoding="utf-8")
    Image.new("RGB", (1400, 1400), "#e63b11").save(root / "cover.jpg", quality=50)
    Image.new("RGB", (400, 400), "#336699").save(root / "hote.png")
    Image.new("RGB", (1200, 400), "#996633").save(root / "banniere.png")
    for number, (slug, text) in enumerate((("bande-annonce", TRAILER), ("creperie", EPISODE)), start=1):
        folder = root / f"{number:03}-{slug}"
        write_wav(folder / "son.wav", seconds=3.0 + number / 10)
        (folder / "episode.md").write_text(text, encoding="utf-8")
    Image.new("RGB", (1280, 720), "#226644").save(folder / "image.png")
    (folder / "paroles.vtt").write_text(TRANSCRIPT, encoding="utf-8")
    return root
