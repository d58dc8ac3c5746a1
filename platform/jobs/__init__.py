"""What the worker runs: each job takes ids, calls one rule, commits. Safe to run twice."""
