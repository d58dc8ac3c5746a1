"""Meetings: agenda, invitations, answers, calendars."""
