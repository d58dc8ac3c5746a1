"""Reading applications: for those who work on them, and for the desk."""
