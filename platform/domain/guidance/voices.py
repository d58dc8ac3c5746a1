"""The screens of the right door that a recorded voice may read."""

from noress.domain.guidance.asking import Question

#: the page of what was found, after the questions
RESULTS = "resultats"
SCREENS = (*(question.value for question in Question), RESULTS)
