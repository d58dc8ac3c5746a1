"""What happens to questionnaires and to the answers they get."""

from noress.domain.questionnaires.rules.answering import (
    begin_response,
    change_language,
    save_page,
    submit_response,
)
from noress.domain.questionnaires.rules.authoring import (
    begin_version,
    create_questionnaire,
    discard_version,
    edit_questionnaire,
    publish_version,
    save_content,
)
from noress.domain.questionnaires.rules.files import attach_file, remove_file

__all__ = [
    "attach_file",
    "begin_response",
    "begin_version",
    "change_language",
    "create_questionnaire",
    "discard_version",
    "edit_questionnaire",
    "publish_version",
    "remove_file",
    "save_content",
    "save_page",
    "submit_response",
]
