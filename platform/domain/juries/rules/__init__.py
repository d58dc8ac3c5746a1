"""What changes a jury, its seals and its deliberation."""
