"""Answers that were received: searched, told, counted, compared, exported. Drafts and what is held back stay out."""
