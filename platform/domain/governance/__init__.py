"""The texts that bodies are founded on: memorandum, internal rules, charters, committee papers."""
