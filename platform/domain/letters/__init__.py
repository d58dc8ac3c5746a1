"""Official letters: numbered, sent to heads of institutions, followed until received and answered."""
