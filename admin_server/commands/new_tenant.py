"""What a new tenant begins with: its pass key, a first site, a first admin."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from admin_server.commands.finding import OPERATOR
from admin_server.core import values
from admin_server.core.accounts import LASTS
from admin_server.core.places import Site
from admin_server.core.ports import Nouns, SecretBox
from admin_server.core.tenants import Tenant
from admin_server.core.users import LinkPurpose, OneTimeLink, Role, User
from admin_server.security.chance import new_id
from admin_server.security.passes import new_pass_key
from admin_server.web.control import CommandWrong
from admin_server.web.dashboard.door import hash_secret, new_secret

WELCOME_LASTS = LASTS[LinkPurpose.WELCOME]
_LONGEST_NAME = 100


@dataclass(frozen=True)
class FirstSite:
    """The site that the operator names: `KEY:NAME:ZONE`."""

    key: str
    name: str
    time_zone: str


@dataclass(frozen=True)
class NewTenant:
    """What the operator asks for, checked."""

    slug: str
    name: str
    admin_email: str
    admin_name: str
    site: FirstSite | None = None

    def tenant(self, box: SecretBox) -> Tenant:
        """Make the tenant itself, with the key that signs its passes."""
        tenant_id = new_id()
        public, sealed = new_pass_key(box, tenant_id)
        return Tenant(
            id=tenant_id,
            slug=self.slug,
            name=self.name,
            pass_key=public,
            sealed_pass_key=sealed,
        )

    def furnish(self, nouns: Nouns, now: datetime) -> str:
        """Save the site and the admin; gives the token of the admin's link."""
        if self.site is not None:
            _save_site(nouns, self.site, now)
        admin = User(
            id=new_id(),
            email=self.admin_email,
            name=self.admin_name,
            role=Role.TENANT_ADMIN,
            created_at=now,
        )
        nouns.users.put(admin)
        _note(nouns, "user.added", f"user:{admin.id}", now)
        token = new_secret()
        nouns.one_time_links.put(
            OneTimeLink(
                id=new_id(),
                user=admin.id,
                purpose=LinkPurpose.WELCOME,
                token_hash=hash_secret(token),
                created_at=now,
                expires_at=now + WELCOME_LASTS,
            )
        )
        return token


def asked_for(arguments: Mapping[str, str]) -> NewTenant:
    """Understand what the command line says of a new tenant.

    Raises:
        CommandWrong: a value cannot be used; the text says what to write.
    """
    site = arguments.get("site")
    new = NewTenant(
        slug=arguments["slug"],
        name=arguments["name"].strip(),
        admin_email=arguments["admin_email"].strip(),
        admin_name=arguments["admin_name"].strip(),
        site=_site(site) if site else None,
    )
    rules = [
        (
            values.is_short_name(new.slug),
            "--slug must be 1 to 40 small letters, digits and hyphens",
        ),
        (_is_name(new.name), "--name must have 1 to 100 characters"),
        (_is_name(new.admin_name), "--admin-name must have 1 to 100 characters"),
        (values.is_email(new.admin_email), "--admin-email must be an e-mail address"),
    ]
    for holds, sentence in rules:
        if not holds:
            raise CommandWrong(f"{sentence}.")
    return new


def _site(text: str) -> FirstSite:
    key, _, rest = text.partition(":")
    name, _, zone = rest.rpartition(":")
    if not (values.is_short_name(key) and _is_name(name.strip())):
        raise CommandWrong(
            "--site must be KEY:NAME:ZONE, such as "
            "'house:Lakeside House:Europe/Zurich'."
        )
    if not values.is_time_zone(zone):
        raise CommandWrong(
            f"{zone!r} is no IANA time zone; write for example Europe/Zurich."
        )
    return FirstSite(key, name.strip(), zone)


def _is_name(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_NAME and text.isprintable()


def _save_site(nouns: Nouns, first: FirstSite, now: datetime) -> None:
    site = Site(id=new_id(), key=first.key, name=first.name, time_zone=first.time_zone)
    nouns.sites.put(site)
    _note(nouns, "site.added", f"site:{site.id}", now)


def _note(nouns: Nouns, event: str, subject: str, now: datetime) -> None:
    nouns.audit.add(at=now, event=event, actor=OPERATOR, subject=subject)
