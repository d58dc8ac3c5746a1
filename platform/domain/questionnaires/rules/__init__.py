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
    record_model,
    record_voice,
    save_content,
)
from noress.domain.questionnaires.rules.files import (
    attach_file,
    begin_file,
    find_upload,
    finish_file,
    remove_file,
    takes_voice,
)
from noress.domain.questionnaires.rules.keeping import (
    archive_questionnaire,
    copy_questionnaire,
    import_content,
    restore_questionnaire,
)
from noress.domain.questionnaires.rules.own import (
    move_own_question,
    remove_own_question,
    remove_own_section,
    save_own_question,
    save_own_section,
)
from noress.domain.questionnaires.rules.paper import attach_scan, enter_paper
from noress.domain.questionnaires.rules.reviewing import (
    discard_held,
    refuse_response,
    release_held,
    return_response,
    validate_response,
)
from noress.domain.questionnaires.rules.saving import save_typed

__all__ = [
    "archive_questionnaire",
    "attach_file",
    "attach_scan",
    "begin_file",
    "begin_response",
    "begin_version",
    "change_language",
    "copy_questionnaire",
    "create_questionnaire",
    "discard_held",
    "discard_version",
    "edit_questionnaire",
    "enter_paper",
    "find_upload",
    "finish_file",
    "import_content",
    "move_own_question",
    "publish_version",
    "record_model",
    "record_voice",
    "refuse_response",
    "release_held",
    "remove_file",
    "remove_own_question",
    "remove_own_section",
    "restore_questionnaire",
    "return_response",
    "save_content",
    "save_own_question",
    "save_own_section",
    "save_page",
    "save_typed",
    "submit_response",
    "takes_voice",
    "validate_response",
]
