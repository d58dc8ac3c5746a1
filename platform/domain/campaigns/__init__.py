"""Rounds of asking: who is asked, by which way, who passed the questionnaire on to whom, and what is missing."""
