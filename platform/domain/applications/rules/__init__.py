"""What happens to applications: on the structure's side, and on the desk's."""
