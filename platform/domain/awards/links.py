"""Addresses that mails about a decision lead to."""

from noress.core import links
from noress.domain.applications.links import token_of
from noress.domain.applications.models import ApplicationPerson


def result_url(person: ApplicationPerson) -> str:
    return links.to("awards.result", token=token_of(person), lang=person.language)
