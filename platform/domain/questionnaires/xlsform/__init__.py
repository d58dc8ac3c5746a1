"""XLSForm (xlsform.org), the sheets in which KoboToolbox and ODK write forms: read into a definition, written from it.

What XLSForm has no word for travels in columns named `noress::…` (`noress_…` among the choices, where other tools
take no colons), which other tools leave alone. What a definition has no word for is refused by name and row.
"""

from noress.domain.questionnaires.xlsform.reading import read_xlsform
from noress.domain.questionnaires.xlsform.words import Problem, XlsformRefused
from noress.domain.questionnaires.xlsform.writing import write_xlsform

__all__ = ["Problem", "XlsformRefused", "read_xlsform", "write_xlsform"]
