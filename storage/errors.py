"""What can go wrong between the program and its memory, by class; each is raised with the code of its sentences in definitions/safekeeping.py."""

from __future__ import annotations

from definitions.errors import EnvironmentWrong


class StorageError(EnvironmentWrong):
    """The ledger or the archive can't be used.

    Look at the folder, the disk and the database that the settings name.
    """


class UnwritableFolder(StorageError):  # noqa: N818 - a name says what happened; the root of all carries the suffix
    """The folder can't be made or written.

    Give the user who runs the program the right to write there, or name another folder.
    """


class MissingDatabase(StorageError):  # noqa: N818 - as above
    """There is no database where one was expected.

    Name the right folder, or restore the file from a backup.
    """


class NewerDatabase(StorageError):  # noqa: N818 - as above
    """A newer version of the program has written this database.

    Install that version or a later one; this one would damage what it does not know.
    """


class BusyDatabase(StorageError):  # noqa: N818 - as above
    """Somebody else kept the database locked for too long.

    Try again; close backups or other programs that hold the file, and keep it on a local disk.
    """


class BrokenDatabase(StorageError):  # noqa: N818 - as above
    """The database answered with an error.

    Look at the disk's free space and rights, or whether the server runs; restore a backup if the file is damaged.
    """


class RuleBroken(StorageError):  # noqa: N818 - as above
    """The database refused a write that breaks its rules.

    Nothing was kept. This is a fault of the program: report it with this message.
    """


class DamagedFile(StorageError):  # noqa: N818 - as above
    """A file of the archive no longer is what its name says.

    Restore it from a backup, or make the document again.
    """


class BadBackup(StorageError):  # noqa: N818 - as above
    """The backup can't be put back.

    Name another one.
    """

    exit_code = 1
