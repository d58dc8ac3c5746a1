"""Reports of funded projects, spending, public pages, printed figures."""
