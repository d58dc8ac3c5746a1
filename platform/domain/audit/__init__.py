"""Append-only history: who did what, in whose name, from what to what."""
