"""What changes an edition, its entries and its results."""
