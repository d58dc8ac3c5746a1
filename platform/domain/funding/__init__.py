"""Calls for expressions of interest (AMI): editions, lots, calendar, public questions."""
