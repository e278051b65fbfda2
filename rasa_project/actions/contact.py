"""The e-mail address or telephone number in a text, checked and written in the usual form."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email

_ADDRESS = re.compile(r"\S*@\S*")
_DIGITS = re.compile(r"\d(?:\W?\d){4,}")


class NoContact(ValueError):
    """There is none in the text that can be right; ``problem`` names the sentence that says so."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def find_contact(text: str, country: str | None) -> str:
    """The address or number in ``text``; a number without a country code is taken as one of ``country``."""
    plain = unicodedata.normalize("NFKC", text)
    if address := _ADDRESS.search(plain):
        return _email(address[0])
    if _DIGITS.search(plain):
        return _number(plain, country)
    raise NoContact("problem_contact")


def _email(address: str) -> str:
    try:
        # Whether the domain exists is not looked up: the form must work without a network too.
        return validate_email(address.strip("<>()[]\"'.,;:"), check_deliverability=False).normalized
    except EmailNotValidError:
        raise NoContact("problem_email") from None


def _number(text: str, country: str | None) -> str:
    found = next(iter(phonenumbers.PhoneNumberMatcher(text, country)), None)
    if found is None:
        raise NoContact("problem_phone" if country else "problem_phone_country")
    return str(phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
