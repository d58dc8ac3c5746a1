"""What members propose for agendas, and what waits there."""
