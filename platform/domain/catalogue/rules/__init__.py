"""What happens to entries of the catalogue."""

from noress.domain.catalogue.rules.writing import create_structure, list_again, write_values

__all__ = ["create_structure", "list_again", "write_values"]
