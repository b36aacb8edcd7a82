"""Publish a podcast from a folder: master, feed, pages and players, to a folder or an S3 bucket."""

__version__ = "0.1.0"
