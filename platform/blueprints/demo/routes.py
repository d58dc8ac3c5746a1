"""Addresses of this area, in reading order."""
