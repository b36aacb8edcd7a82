"""From a producer's recording to the file that listeners download.

    sniff -> headers -> probe -> loudness -> master -> tag

`probe` says what a file is, `loudness` measures it, `master` encodes it at the right level, `tag`
writes its title, cover and chapters. `ffmpeg` is the only module that runs a program, `tag` the only
one that knows mutagen. Nothing here knows of episodes, feeds,
stores or the command line.
"""
