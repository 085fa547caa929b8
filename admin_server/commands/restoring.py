"""`restore`: a backup into an empty database, with its keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from admin_server.commands.backing_up import KEYS
from admin_server.commands.files import whole_file
from admin_server.commands.passphrases import passphrase_in
from admin_server.security.key_backup import KeyFile, PackedKeys
from admin_server.security.secrets import KeyRing
from admin_server.storage.backup_file import BackupFile, BackupWrong, opened_backup
from admin_server.storage.restoring import check_known, restore
from admin_server.web.control import CommandWrong


@dataclass(frozen=True)
class Restoring:
    """Where a backup goes: the database by its owner's address, and the key file."""

    database_url: str
    key_file: Path
    passphrase_file: str | None = None

    def check(self, path: Path) -> str:
        """Read a backup through, and change nothing.

        Raises:
            CommandWrong: it could not be restored; the text says why.
            SecretUnreadable: the passphrase does not open its keys.
        """
        with _explained(), opened_backup(path) as backup:
            backup.check()
            check_known(backup.manifest)
            keys = _packed_keys(backup)
            keys.opened(passphrase_in(self.passphrase_file))
            return f"{_about(backup)}\n{_about_keys(keys)}\nThe backup is whole."

    def restore(self, path: Path) -> str:
        """Put a backup into the database, and its keys into the key file.

        Raises:
            CommandWrong: nothing was written; the text says why.
            SecretUnreadable: the passphrase or the key file cannot be used.
            StoreUnavailable: the database cannot be used.
        """
        with _explained(), opened_backup(path) as backup:
            check_known(backup.manifest)
            with self._keys(_packed_keys(backup)):
                restore(self.database_url, backup)
            return (
                f"{_about(backup)}\n"
                "All of it is restored, read back and the same. The keys are in "
                f"{self.key_file}.\n"
                "Messages that waited when the backup was made are sent once the "
                "server runs, also those that were sent meanwhile."
            )

    @contextmanager
    def _keys(self, packed: PackedKeys) -> Iterator[None]:
        """Have the keys in place before any row; take them back where that fails."""
        keys = packed.opened(passphrase_in(self.passphrase_file))
        if self.key_file.exists():
            self._refuse_other_keys(packed, keys)
            yield
            return
        if keys is None:
            raise CommandWrong(
                "The keys are not in this backup: put the key file that belongs to it "
                f"at {self.key_file} first. Nothing was changed."
            )
        with whole_file(self.key_file) as file:
            file.write(keys.text().encode())
        try:
            KeyRing.load_or_create(self.key_file)
            yield
        except BaseException:
            self.key_file.unlink(missing_ok=True)
            raise

    def _refuse_other_keys(self, packed: PackedKeys, keys: KeyFile | None) -> None:
        here = KeyFile.read(self.key_file)
        lacking = set(packed.key_ids) - set(here.keys)
        if lacking or (keys is not None and not here.has_all_of(keys)):
            raise CommandWrong(
                f"{self.key_file} has other keys than the backup. Move it away if "
                "nothing needs it. Nothing was changed."
            )


def _packed_keys(backup: BackupFile) -> PackedKeys:
    content = backup.also(KEYS)
    if content is None:
        raise CommandWrong("The backup does not say which keys belong to it.")
    return PackedKeys.unpacked(content)


def _about(backup: BackupFile) -> str:
    said = backup.manifest
    return (
        f"A backup of {said.made_at}, from {said.engine}, by Portico {said.portico}: "
        f"{said.rows} rows of {len(said.tables)} tables."
    )


def _about_keys(keys: PackedKeys) -> str:
    if keys.clear is not None:
        return "The keys are in it as they are."
    if keys.sealed is not None:
        return "The keys are in it, and the passphrase opens them."
    return f"The keys are not in it: {', '.join(keys.key_ids)}."


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except BackupWrong as problem:
        raise CommandWrong(str(problem)) from problem
