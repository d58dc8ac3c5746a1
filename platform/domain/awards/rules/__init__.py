"""What happens to the money of a call and to its decisions."""
