#!/usr/bin/env python3
"""Speak the texts of this folder into the sample recordings, with faults left in on purpose.

Each ``<folder>.txt`` is read by two espeak-ng voices, one synthesis per line, so that the time
of every line is known: chapters start on whole seconds and the WebVTT transcript follows the
voice. ffmpeg then gives each recording the format and the loudness that its episode is meant to
show (far too quiet, stereo, too hot). The same espeak-ng and the same ffmpeg give the same bytes.

    python episodes/_demo/make_recordings.py                          # all three
    python episodes/_demo/make_recordings.py reprendre-un-reseau      # one

Chapter starts are printed on standard output, ready for the front matter of episode.md.
"""

# ruff: noqa: S311, S603, T201  (a demonstration script: constant commands, seeded noise, printed chapters)

from __future__ import annotations

import argparse
import array
import math
import random
import re
import shutil
import subprocess
import sys
import tempfile
import wave
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
EPISODES = HERE.parent
RATE = 22050  # what espeak-ng writes

#: espeak-ng options of each speaker, and the gains that seat her or him left or right.
VOICES = {
    "Narratrice": (["-v", "fr+f2", "-p", "52", "-s", "152", "-g", "2"], (1.0, 0.55)),
    "Narrateur": (["-v", "fr+m3", "-p", "38", "-s", "150", "-g", "2"], (0.55, 1.0)),
}

#: Words that the French voices misread, and how they are spelt for the ear only.
SPOKEN = {
    "BCHEF": "bi chèf",
    "NaturHouse": "natur'aousse",
    "Geoffrey Warembourg": "Jéofrè Varambour",
    "Linkea": "Linnkéa",
    "Peskine": "Pesskine",
    "Artous": "Artousse",
    "Julien Perret": "Julien Pérè",
    "Doubin": "Doubain",
    "intuitu personae": "ine-tuitou personné",
    "Carentan-les-Marais": "Carentan les Marais",
    "burgers": "beurgueurs",
    "bagels": "bèguels",
    "drive": "draïve",
    "le DIP,": "le D I P,",
}


@dataclass(frozen=True)
class Target:
    """How one recording leaves the microphone."""

    file: str
    lufs: float
    stereo: bool
    codec: tuple[str, ...]
    filters: str = ""  # run after the gain
    transcript: bool = False


TARGETS = {
    # A guest too far from the microphone: mastering must raise it by some 19 dB.
    "008-jai-ouvert-une-franchise-par-an": Target(
        "enregistrement.flac",
        -38,
        stereo=False,
        codec=("-c:a", "flac", "-compression_level", "12", "-sample_fmt", "s16"),
    ),
    # Two seats in a room: the channels differ, so a down-mix would be audible.
    "009-comment-federer-un-reseau": Target(
        "enregistrement.ogg",
        -20,
        stereo=True,
        codec=("-c:a", "libvorbis", "-q:a", "2", "-ar", "44100"),
        transcript=True,
    ),
    # A gain set too high: peaks on the ceiling, work for the limiter.
    "reprendre-un-reseau": Target(
        "enregistrement.opus",
        -12,
        stereo=False,
        codec=("-c:a", "libopus", "-b:a", "56k", "-ar", "48000"),
        filters="alimiter=limit=0.97:attack=1:release=20:level=false",
    ),
}


@dataclass
class Line:
    """One line of a text: who says what, and the chapter that it opens, if any."""

    speaker: str
    words: str
    chapter: str = ""
    opens: int = 0  # second at which that chapter starts
    start: float = 0.0
    end: float = 0.0


@dataclass
class Tape:
    """Left and right samples, filled line after line."""

    left: array.array[int] = field(default_factory=lambda: array.array("h"))
    right: array.array[int] = field(default_factory=lambda: array.array("h"))

    @property
    def seconds(self) -> float:
        return len(self.left) / RATE

    def silence(self, seconds: float) -> None:
        """Add a pause."""
        quiet = array.array("h", bytes(2 * round(seconds * RATE)))
        self.left.extend(quiet)
        self.right.extend(quiet)

    def add(self, samples: array.array[int], gains: tuple[float, float]) -> None:
        """Add `samples`, louder on the side of the speaker."""
        self.left.extend(round(s * gains[0]) for s in samples)
        self.right.extend(round(s * gains[1]) for s in samples)


def read_lines(path: Path) -> list[Line]:
    """The lines of a text file, each with its speaker and the chapter it opens."""
    lines: list[Line] = []
    chapter = ""
    for row in path.read_text(encoding="utf-8").splitlines():
        if row.startswith("=="):
            chapter = row.removeprefix("==").strip()
        elif row.strip() and not row.startswith("#"):
            speaker, _, words = row.partition(" : ")
            lines.append(Line(speaker.strip(), words.strip(), chapter))
            chapter = ""
    return lines


def speak(words: str, voice: list[str]) -> array.array[int]:
    """The samples of `words`, without the silence that espeak-ng adds around them."""
    for written, spoken in SPOKEN.items():
        words = words.replace(written, spoken)
    words = re.sub(r"[\u00a0\u202f]", " ", words).replace("’", "'")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "line.wav")
        command = ["espeak-ng", *voice, "-w", str(out), "--stdin"]
        subprocess.run(command, input=words.encode(), check=True)
        with wave.open(str(out), "rb") as stream:
            if stream.getframerate() != RATE:
                sys.exit(f"espeak-ng: {RATE} Hz expected, {stream.getframerate()} Hz found")
            samples = array.array("h", stream.readframes(stream.getnframes()))
    loud = [i for i, s in enumerate(samples) if abs(s) > 120]
    return samples[loud[0] : loud[-1] + 1]


def chime() -> array.array[int]:
    """Three soft notes between two chapters."""
    samples = array.array("h", bytes(2 * round(1.3 * RATE)))
    for k, hertz in enumerate((392.0, 523.25, 659.25)):
        first = round(k * 0.16 * RATE)
        for i in range(len(samples) - first):
            t = i / RATE
            fade = min(1.0, t / 0.008) * math.exp(-4.5 * t)
            samples[first + i] += round(2600 * fade * math.sin(2 * math.pi * hertz * t))
    return samples


def record(lines: list[Line], stereo: bool) -> Tape:
    """Speak `lines` onto a tape and note on each line when it starts and ends."""
    tape = Tape()
    seats = (1.0, 1.0)
    notes = chime()
    for i, line in enumerate(lines):
        if line.chapter:
            if i:
                tape.silence(0.5)
            line.opens = math.ceil(tape.seconds)
            tape.silence(line.opens - tape.seconds)
        if line.chapter or i == 0:
            tape.add(notes, seats)
        elif lines[i - 1].speaker != line.speaker:
            tape.silence(0.55)
        else:
            tape.silence(0.4)
        voice, gains = VOICES[line.speaker]
        line.start = tape.seconds
        tape.add(speak(line.words, voice), gains if stereo else seats)
        line.end = tape.seconds
    tape.silence(0.6)
    tape.add(notes, seats)
    return tape


def write_wav(path: Path, tape: Tape, stereo: bool) -> None:
    """Write the tape; a stereo one gets the soft hiss of a room, different on each side."""
    if not stereo:
        frames = tape.left
    else:
        frames = array.array("h", bytes(4 * len(tape.left)))
        for side, channel in enumerate((tape.left, tape.right)):
            noise = random.Random(9 + side)
            hiss = 0.0
            for i, sample in enumerate(channel):
                hiss = 0.9 * hiss + noise.uniform(-9, 9)
                frames[2 * i + side] = max(-32768, min(32767, sample + round(hiss)))
    with wave.open(str(path), "wb") as stream:
        stream.setparams((2 if stereo else 1, 2, RATE, 0, "NONE", "not compressed"))
        stream.writeframes(frames.tobytes())


def find_ffmpeg() -> str:
    """The ffmpeg of the PATH, or the one that the imageio_ffmpeg package brings."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())


def loudness(ffmpeg: str, path: Path, filters: str) -> float:
    """Integrated loudness of `path` after `filters`, in LUFS (EBU R 128)."""
    chain = f"{filters},ebur128=framelog=verbose" if filters else "ebur128=framelog=verbose"
    command = [ffmpeg, "-hide_banner", "-nostats", "-i", str(path), "-af", chain, "-f", "null", "-"]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", report)[-1])


def encode(ffmpeg: str, wav: Path, target: Target, out: Path) -> None:
    """Bring `wav` to the loudness of `target`, encode it, and rename it into place."""
    gain = 0.0
    for _ in range(6):  # a limiter gives back less than it was given: close in on the target
        chain = ",".join(filter(None, (f"volume={gain:.2f}dB", target.filters)))
        miss = target.lufs - loudness(ffmpeg, wav, chain)
        if abs(miss) < 0.15:
            break
        gain += miss
    part = out.with_name(f".{out.stem}.part{out.suffix}")
    exact = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    command = [ffmpeg, "-v", "error", "-y", "-i", str(wav), "-af", chain, *target.codec]
    try:
        subprocess.run([*command, *exact, str(part)], check=True)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def clock(seconds: float) -> str:
    """Write `seconds` as WebVTT does."""
    whole, milli = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{milli:03}"


def write_transcript(path: Path, lines: list[Line]) -> None:
    """One cue per sentence; a sentence gets the share of its line that its length deserves."""
    cues = ["WEBVTT\n"]
    for line in lines:
        parts = re.split(r"(?<=[.!?]) (?=[A-ZÀÉÊ])", line.words)
        start, length = line.start, sum(map(len, parts))
        for part in parts:
            end = start + (line.end - line.start) * len(part) / length
            cues.append(f"{clock(start)} --> {clock(end)}\n<v {line.speaker}>{part}\n")
            start = end
    part_file = path.with_name(f".{path.name}.part")
    part_file.write_text("\n".join(cues), encoding="utf-8")
    part_file.replace(path)


def make(folder: str, ffmpeg: str) -> None:
    """Make the recording of one episode, its transcript if it has one, and print its chapters."""
    target = TARGETS[folder]
    lines = read_lines(HERE / f"{folder}.txt")
    tape = record(lines, target.stereo)
    with tempfile.TemporaryDirectory() as temporary:
        wav = Path(temporary, "tape.wav")
        write_wav(wav, tape, target.stereo)
        encode(ffmpeg, wav, target, EPISODES / folder / target.file)
    if target.transcript:
        write_transcript(EPISODES / folder / "transcript.vtt", lines)
    print(f"{folder}/{target.file}: {tape.seconds:.1f} s")
    for line in lines:
        if line.chapter:
            minutes, seconds = divmod(line.opens, 60)
            print(f'  - start: "{minutes:02}:{seconds:02}"\n    title: {line.chapter}')


def main() -> None:
    """Make the recordings named on the command line, or all of them."""
    parser = argparse.ArgumentParser(description="Speak the sample recordings.")
    parser.add_argument("folder", nargs="*", help=f"among: {', '.join(TARGETS)}")
    args = parser.parse_args()
    unknown = set(args.folder) - set(TARGETS)
    if unknown:
        parser.error(f"no such recording: {', '.join(sorted(unknown))}")
    ffmpeg = find_ffmpeg()
    for folder in args.folder or TARGETS:
        make(folder, ffmpeg)


if __name__ == "__main__":
    main()
