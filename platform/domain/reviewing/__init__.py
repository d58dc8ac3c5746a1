"""Judging, whatever is judged: who must stand aside, and who stands in."""
