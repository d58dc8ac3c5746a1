"""Persons, accounts, sign-in, and who acts."""
