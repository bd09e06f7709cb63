"""The pipeline: `enrich(raw)` turns one raw article into one enriched article.

Pure: no I/O after the first call has loaded the language pack, no clock, no randomness; equal
articles give equal records.
"""
