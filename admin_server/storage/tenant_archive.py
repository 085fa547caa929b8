"""A tenant as a ZIP file: one JSON file per table, and a manifest; no secrets."""

import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, BinaryIO, Self

from admin_server.core.ports import Exported
from admin_server.storage.row_codec import as_json
from admin_server.storage.zip_entries import private_entry
from shared.version import VERSION

FORM = "portico-tenant-export"
MANIFEST = "manifest.json"

SECRET_COLUMNS = frozenset(
    {
        "connections.sealed_secret",
        "identity_providers.sealed_secret",
        "invitations.code",
        "kiosks.next_token_hash",
        "kiosks.token_hash",
        "one_time_links.token_hash",
        "pairings.code_hash",
        "pairings.device_hash",
        "photos.sealed",
        "sessions.token_hash",
        "tenants.sealed_pass_key",
        "users.password_hash",
        "users.recovery_hashes",
        "users.sealed_totp",
        "watches.push_hash",
    }
)
"""Columns that no export has: whoever reads it must not be able to act with it."""

PARTLY_SECRET = frozenset(
    {"connections.settings", "outbox.payload", "sites.wifi", "tenants.mail"}
)
"""JSON columns of which only what is secret is left out."""

_SECRET_WORDS = ("password", "secret", "sealed", "token", "link", "code", "key")


class TenantArchive:
    """Writes one tenant's rows into a ZIP file, table by table."""

    def __init__(self, file: BinaryIO, *, tenant_id: str, at: datetime) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._tenant_id = tenant_id
        self._at = at
        self._tables: dict[str, dict[str, object]] = {}
        self._left_out: set[str] = set()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the archive; the file itself stays open."""
        self._zip.close()

    def add(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write a table's rows, one after the other."""
        digest, count = hashlib.sha256(), 0
        with self._zip.open(self._entry(f"{table}.json"), "w", force_zip64=True) as out:

            def write(text: str) -> None:
                piece = text.encode()
                digest.update(piece)
                out.write(piece)

            write("[")
            for row in rows:
                write(",\n" if count else "\n")
                write(as_json(self._without_secrets(table, row)))
                count += 1
            write("\n]\n" if count else "]\n")
        self._tables[table] = {
            "file": f"{table}.json",
            "rows": count,
            "sha256": digest.hexdigest(),
        }

    def finish(self) -> Exported:
        """Write the manifest; says what was written."""
        manifest = {
            "form": FORM,
            "version": 1,
            "portico": VERSION,
            "tenant": self._tenant_id,
            "made_at": self._at,
            "tables": self._tables,
            "left_out": sorted(self._left_out),
            "left_out_because": "Secrets and their hashes are never exported.",
        }
        text = f"{as_json(manifest, indent=2)}\n"
        self._zip.writestr(self._entry(MANIFEST), text)
        rows = {name: int(str(one["rows"])) for name, one in self._tables.items()}
        return Exported(rows=rows, left_out=tuple(sorted(self._left_out)))

    def _entry(self, name: str) -> zipfile.ZipInfo:
        return private_entry(name, self._at)

    def _without_secrets(self, table: str, row: Mapping[str, Any]) -> dict[str, object]:
        kept: dict[str, object] = {}
        for column, value in row.items():
            name = f"{table}.{column}"
            if name in SECRET_COLUMNS:
                self._left_out.add(name)
            elif name in PARTLY_SECRET and isinstance(value, dict):
                kept[column] = self._within(name, value)
            else:
                kept[column] = value
        return kept

    def _within(self, name: str, value: Mapping[str, Any]) -> dict[str, object]:
        kept: dict[str, object] = {}
        for key, one in value.items():
            if _sounds_secret(key):
                self._left_out.add(f"{name}.{key}")
            else:
                inside = isinstance(one, dict)
                kept[key] = self._within(f"{name}.{key}", one) if inside else one
        return kept


def _sounds_secret(key: str) -> bool:
    # `secret_from` names a place outside the database, not a secret.
    return not key.endswith("_from") and any(word in key for word in _SECRET_WORDS)
