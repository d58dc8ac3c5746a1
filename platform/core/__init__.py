"""Tools ignorant of the subject: clock, money, languages, column types, files, numbering, paging."""
