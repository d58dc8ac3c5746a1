"""Action plans and the actions they hold."""
