"""The innovation prize: an edition is a call of its own kind, an entry an application with a rank instead of a budget."""
