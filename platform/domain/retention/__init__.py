"""Purging what is past its retention, by the one table of accounts/retention.py."""
