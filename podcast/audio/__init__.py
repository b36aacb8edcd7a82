"""From a producer's recording to the file that listeners download.

    sniff -> headers -> probe -> decode -> meter -> solve -> limiter -> encode -> splice -> tag

`probe` says what a file is, `decode` gives its sound in pieces, `meter` measures them, `solve` finds the
gain, `limiter` applies it, `encode` makes MP3 of it on every core and `master` is all of this in order;
`tag` writes title, cover and chapters. `ffmpeg` is the only module that runs a program. Nothing here
knows of episodes, feeds, stores or the command line.
"""

import os

# Before numpy is first imported: the threads here share the cores already, and those of its matrix
# products would take them from the encoder (measured: half as fast again).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
