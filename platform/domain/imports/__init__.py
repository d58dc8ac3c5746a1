"""Sheets of institutions and of their people, from the file to the records."""
