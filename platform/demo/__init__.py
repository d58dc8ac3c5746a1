"""The demonstration: documented facts of NORESS, and invented ones that belong to numbered bodies."""
