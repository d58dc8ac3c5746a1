"""The papers that the worker makes of a whole meeting, by the name of their kind (documents/kinds)."""

AGENDA = "meeting_agenda"
#: everything: for the convened institutions and the secretariat
PACKS = ("meeting_pack_zip", "meeting_pack_pdf")
#: what visitors and guests may read
PUBLIC_PACKS = ("meeting_public_pack_zip", "meeting_public_pack_pdf")
#: visitors find them ready in these languages; others are made when somebody signed in asks
LANGUAGES = ("fr", "ar")
