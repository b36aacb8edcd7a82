"""`python -m podcast`."""

from podcast.cli.main import run

if __name__ == "__main__":
    run()
