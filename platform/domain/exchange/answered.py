"""Files of the answers to a questionnaire, among those that the worker makes: how a row says which answers it holds."""

from collections.abc import Mapping
from urllib.parse import urlencode

from noress.domain.exchange.models import QUESTIONNAIRE, CatalogueExport
from noress.domain.questionnaires.models import Questionnaire
from noress.domain.questionnaires.received.narrowing import Narrowed, narrow


def query_of(questionnaire: Questionnaire, arguments: Mapping[str, str]) -> str:
    """The filter as the address of the list says it, and of which questionnaire."""
    return urlencode([(QUESTIONNAIRE, questionnaire.id), *sorted(arguments.items())])


def narrowed_by(export: CatalogueExport) -> tuple[int, Narrowed]:
    questionnaire_id, arguments = export.of_answers
    return questionnaire_id, narrow(questionnaire_id, arguments)
