"""What the platform knows and does; nothing here knows Flask."""
