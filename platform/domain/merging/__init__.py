"""Two records of the same institution: finding them, making them one, taking it back."""
