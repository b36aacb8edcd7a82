"""Where the published objects live: a bucket, a folder or memory, behind one protocol (`base`).

Nothing is imported here, so that boto3 loads only when a bucket is opened (`open`).
"""
