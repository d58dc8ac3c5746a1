"""What gunicorn reads by itself where it is started: how long an address may be before it is refused without a page.

Beyond 4 kB web/errors.py answers with a page in the reader's language; a search of 10,000 Arabic letters, 60 kB as it
travels, must come that far. gunicorn itself stops at 8 kB, or nowhere.
"""

from gunicorn.http import message

message.MAX_REQUEST_LINE = 65_536
limit_request_line = 65_536
