"""The record of a meeting: written, corrected, approved, locked, published."""
