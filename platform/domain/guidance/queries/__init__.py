"""Reading what guidance keeps: one file per subject."""
