"""Dagster assets: read, call the competency library, write, attach metadata. No statistics."""
