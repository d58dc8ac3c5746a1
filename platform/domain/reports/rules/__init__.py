"""What happens to reports, spending and public pages of funded projects."""
