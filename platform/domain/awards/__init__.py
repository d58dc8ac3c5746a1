"""What a call decides: awards, scenarios, letters, appeals."""
