"""Applications to a call: who works on them, their sending, their exchange with the desk."""
