"""`backup`: everything there is, with the keys, in one file."""

import asyncio
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import structlog

from admin_server.commands.files import whole_file
from admin_server.commands.passphrases import passphrase_in
from admin_server.core.errors import SecretUnreadable
from admin_server.core.ports import Clock, SecretBox, Store
from admin_server.security.key_backup import KeyFile, PackedKeys
from admin_server.security.passes import pass_key_words
from admin_server.security.secrets import KeyRing
from admin_server.storage.backup_file import BackupWrong, backup_in
from admin_server.web.control import CommandWrong

log = structlog.get_logger()

KEYS = "keys.json"
"""The file inside a backup that tells of the keys."""

_CLEAR = (
    "The keys are in it as they are: whoever has the file opens every secret with "
    "them. --passphrase-file seals them."
)
_SEALED = "The keys are in it, sealed: without the passphrase nobody can restore it."
_LEFT_OUT = "The keys are not in it: without a copy of {path} nobody can restore it."


@dataclass(frozen=True)
class Backup:
    """Writes a backup while the server goes on."""

    key_file: Path
    passphrase_file: str | None = None

    async def __call__(
        self,
        store: Store,
        _box: SecretBox,
        clock: Clock,
        arguments: Mapping[str, str],
    ) -> str:
        """Write everything into a new file, for its owner only.

        Raises:
            CommandWrong: the file cannot be written, or the passphrase not be read.
        """
        path, now = Path(arguments["to"]), clock.now()
        pack, about_keys = self._packing(arguments)
        before = KeyFile.read(self.key_file)

        def keys() -> KeyFile:
            # Changed while rows were read? Then either file opens some of them.
            return KeyFile.read(self.key_file).with_older(before)

        def along() -> dict[str, bytes]:
            return {KEYS: pack(keys()).packed()}

        with whole_file(path) as file:
            rows = await store.back_up(file, at=now, along=along)
            # Waiting for the disk here would hold everybody up.
            await asyncio.to_thread(self._read_back, file, keys())
        log.info("backup_made", rows=rows)
        return (
            f"Everything is backed up to {path}: {rows} rows, as they stood at "
            f"{now.isoformat(timespec='seconds')}.\n"
            f"{about_keys}\n"
            "Whoever has the file knows every visitor: keep it as you keep the database."
        )

    def _read_back(self, file: BinaryIO, keys: KeyFile) -> None:
        """Make sure that this backup could be restored, before it has its name.

        Raises:
            CommandWrong: it could not.
        """
        file.flush()
        os.fsync(file.fileno())
        try:
            backup = backup_in(file)
            backup.check()
        except BackupWrong as problem:
            raise CommandWrong(
                "The backup reads differently from what was written, so it was not "
                "kept. Is the disk well?"
            ) from problem
        tenants = [
            (str(row["id"]), str(row["sealed_pass_key"]))
            for row in backup.rows("tenants")
        ]
        ring = keys.ring()
        # One that opens is enough: another may have been damaged long ago.
        if tenants and not any(_opens(ring, *one) for one in tenants):
            raise CommandWrong(
                f"The keys in {self.key_file} do not open what is sealed in this "
                "database, so no backup was made. Is PORTICO_KEY_FILE right?"
            )

    def _packing(
        self, arguments: Mapping[str, str]
    ) -> tuple[Callable[[KeyFile], PackedKeys], str]:
        if arguments.get("without_keys"):
            return PackedKeys.ids_of, _LEFT_OUT.format(path=self.key_file)
        named = arguments.get("passphrase_file") or self.passphrase_file
        passphrase = passphrase_in(named)
        if passphrase is None:
            return PackedKeys.clear_of, _CLEAR
        return lambda keys: PackedKeys.sealed_of(keys, passphrase), _SEALED


def _opens(ring: KeyRing, tenant_id: str, sealed: str) -> bool:
    try:
        ring.open(sealed, *pass_key_words(tenant_id))
    except SecretUnreadable:
        return False
    return True
