"""Validation: forecasts of battles that nobody set up, scored beside simple baselines.

A table of battles (`table`) becomes scenarios in memory (`mapping`), these are played in as few
batches as can be (`batches`), and the forecasts are scored (`scores`) beside baselines that never
saw the war in question (`baselines`). `validate` puts the parts together.
"""
