import pytest

from noress.core.contacts import clean_email, clean_phone, clean_url
from noress.core.errors import RuleError


@pytest.mark.parametrize("typed, kept", [
    ("  Nom@Exemple.MA ", "Nom@exemple.ma"), ("\u200fnom@exemple.ma\u200f", "nom@exemple.ma"), ("", None), (None, None),
])  # fmt: skip
def test_address_is_cleaned(typed, kept):
    assert clean_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["nom", "nom@", "nom@exemple", "a@b.ma\nBcc: x@y.ma", "nom @exemple.ma", "a" * 300 + "@exemple.ma"],
)
def test_address_that_cannot_be_one_is_refused(typed):
    with pytest.raises(RuleError) as refused:
        clean_email(typed)
    assert (refused.value.code, refused.value.field) == ("bad_email", "email")
    assert str(refused.value.message) == "Cette adresse n'est pas complète. Exemple\u00a0: nom@exemple.ma."


@pytest.mark.parametrize("typed, kept", [
    ("٠٥٣٩ ٠٠ ٠٠ ٠٠", "0539 00 00 00"), ("+212  (0)5 39.00-00/00", "+212 (0)5 39.00-00/00"), (" ", None),
])  # fmt: skip
def test_phone_is_cleaned(typed, kept):
    assert clean_phone(typed) == kept


@pytest.mark.parametrize("typed", ["12345", "05 39 00 00 00 poste 3", "+", "0" * 16, "05390000\n00x"])
def test_phone_that_cannot_be_one_is_refused(typed):
    with pytest.raises(RuleError) as refused:
        clean_phone(typed)
    assert (refused.value.code, refused.value.field) == ("bad_phone", "phone")


@pytest.mark.parametrize("typed, kept", [
    ("www.exemple.ma", "https://www.exemple.ma"), ("http://exemple.ma/é?a=1#b", "http://exemple.ma/é?a=1#b"), ("", None),
])  # fmt: skip
def test_web_address_is_cleaned(typed, kept):
    assert clean_url(typed) == kept


@pytest.mark.parametrize("typed", [
    "javascript:alert(1)", "data:text/html,x", "ftp://exemple.ma", "https://exemple", "https://a b.ma", "https://u:p@exemple.ma",
    "https://exemple.ma:99999/", 'https://exemple.ma/"><script>', "https://exemple.ma/" + "a" * 300,
])  # fmt: skip
def test_web_address_that_cannot_be_one_is_refused(typed):
    with pytest.raises(RuleError) as refused:
        clean_url(typed)
    assert (refused.value.code, refused.value.field) == ("bad_url", "website")
