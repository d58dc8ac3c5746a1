"""The jury of an edition: who sits, who stands aside, what was sealed, the room where it deliberates."""
