"""Calls for expressions of interest: editions with their lots, calendar, criteria and public questions."""
