"""What is asked of the database about editions and entries."""
