"""What happens to money that was granted, until it is paid."""
