"""What a version asks, read from its JSON once in a process: a published one never changes."""

from noress.domain.questionnaires.definition import Definition, read_definition
from noress.domain.questionnaires.models import QuestionnaireVersion

#: definitions kept; each takes half a megabyte at most, and few are filled in at the same time
MOST = 16

#: by the fingerprint of their content, which the database may give back under another version's id
_read: dict[str, Definition] = {}


def definition_in(version: QuestionnaireVersion) -> Definition:
    """The definition of a version, which is shared: nothing may change it."""
    fingerprint = version.sha256
    if fingerprint is None:  # still being written
        return read_definition(version.content)
    found = _read.get(fingerprint)
    if found is None:
        if len(_read) >= MOST:
            _read.clear()
        found = _read[fingerprint] = read_definition(version.content)
    return found
