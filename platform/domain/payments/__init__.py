"""Agreements, their steps and papers, instalments, bank details."""
