"""Institutions, seats, bodies, mandates and staff functions."""
