"""The demonstration: NORESS as documented, with numbered demonstration bodies."""
