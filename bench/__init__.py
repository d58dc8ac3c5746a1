"""`make bench`: figures and ratios to a floor, never assertions."""
