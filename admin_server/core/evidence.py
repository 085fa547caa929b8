"""Whether two names, e-mail addresses or companies mean the same person."""

import re

from admin_server.core.people import fold, fold_email

# What is written behind a company's name in the countries we know of.
_LEGAL_FORMS = frozenset(
    re.findall(
        r"\w+",
        "ab ag aps as asa bv bvba cie co company corp corporation doo eg ek ev gbr"
        " gesmbh ggmbh gmbh inc incorporated kft kg kgaa kk limited llc llp lp ltd ltda"
        " mbh nv ohg oy oyj plc pte pty sa sarl sas se sl snc spa srl sro ug zoo",
    )
)
# Anybody can have an address there, so the domain says nothing of a company.
_PUBLIC_MAIL = frozenset(
    re.findall(
        r"[\w-]+",
        "aol bluewin freenet gmail gmx googlemail hotmail icloud laposte live mail me"
        " msn orange outlook posteo proton protonmail qq t-online web yahoo yandex",
    )
)
# The words that stand before a country's ending where names are one label longer.
_SECOND_LEVEL = frozenset(
    {"ac", "co", "com", "edu", "gov", "gv", "ne", "net", "or", "org"}
)
_COUNTRY_LENGTH = 2
_COMPANY_IN_NAME = re.compile(r"\(([^()]+)\)\s*$")
_GERMAN = {ord(sign): f"{letter}e" for sign, letter in zip("äöü", "aou", strict=True)}


def same_mailbox(one: str, other: str) -> bool:
    """Tell whether two addresses reach one mailbox; case does not count.

    `mia+visits@…` is Mia's, but `team+mia@…` is not `team+tom@…`.
    """
    (mine, my_tag), (theirs, their_tag) = mailbox_of(one), mailbox_of(other)
    if mine != theirs or not mine:
        return False
    return my_tag == their_tag or not my_tag or not their_tag


def mailbox_of(address: str) -> tuple[str, str]:
    """Give the mailbox that an address reaches, or "", and the tag behind a plus."""
    who, tag, domain = _parts(address)
    return (f"{who}@{domain}" if who else ""), tag


def same_name(name: str, shown: str | None) -> bool:
    """Compare names, each written as "First Last" or "Last, First".

    A company in brackets behind a calendar's display name does not count.
    """
    mine, theirs = first_last(name), first_last(shown or "")
    return bool(mine) and mine == theirs


def first_last(name: str) -> str:
    """Fold a name to its first and last names in this order, without a company."""
    bare = name.split("(", 1)[0]
    last, comma, first = bare.partition(",")
    return fold(f"{first} {last}" if comma else bare)


def company_fits(company: str, *, address: str, shown: str | None) -> bool:
    """Tell whether a company is an attendee's, by their domain or display name.

    "Acme Robotics GmbH" fits `acme-robotics.de` and "Mia Gast (Acme Robotics)".
    """
    return bool(company_keys(company) & companies_of(address, shown))


def companies_of(address: str, shown: str | None) -> set[str]:
    """Give the spellings of the companies that an attendee may be of."""
    in_brackets = _COMPANY_IN_NAME.search(shown or "")
    named = company_keys(in_brackets[1]) if in_brackets else set()
    domain = domain_of(address)
    if is_public_mail(domain):
        return named
    return (named | {_joined(_registrable_label(domain)), _joined(domain)}) - {""}


def company_keys(company: str) -> set[str]:
    """Give the ways a company's name may be spelled in a domain."""
    spellings = {company, company.replace(".", "")}
    spellings |= {spelling.casefold().translate(_GERMAN) for spelling in spellings}
    return {_without_legal_form(spelling) for spelling in spellings} - {""}


def domain_of(address: str) -> str:
    """Give an address's domain, folded, in readable letters; may be empty."""
    return _parts(address)[2]


def is_public_mail(domain: str) -> bool:
    """Tell whether anybody can have an address at a domain, such as gmail.com."""
    return _registrable_label(domain) in _PUBLIC_MAIL


def _parts(address: str) -> tuple[str, str, str]:
    """Take an address apart: who, the tag behind a plus, the domain."""
    local, _, domain = fold_email(address).rpartition("@")
    who, _, tag = local.partition("+")
    return who, tag, _readable(domain)


def _readable(domain: str) -> str:
    """Write `xn--mller-kva.de` as `müller.de`."""
    try:
        return domain.encode("ascii").decode("idna").casefold()
    except UnicodeError:
        return domain


def _registrable_label(domain: str) -> str:
    """Give the label that somebody registered: `acme` of `mail.acme.co.uk`."""
    labels = domain.split(".")
    longer = len(labels[-1]) == _COUNTRY_LENGTH and labels[-2:-1] != []
    if longer and labels[-2] in _SECOND_LEVEL and len(labels) > _COUNTRY_LENGTH:
        return labels[-3]
    return labels[-2] if len(labels) > 1 else ""


def _without_legal_form(company: str) -> str:
    words = fold(company).split()
    while words and words[-1] in _LEGAL_FORMS:
        words.pop()
    return "".join(words)


def _joined(text: str) -> str:
    return fold(text).replace(" ", "").replace("_", "")
