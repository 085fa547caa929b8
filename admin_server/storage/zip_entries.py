"""Files inside the ZIP files that we write."""

import zipfile
from datetime import datetime


def private_entry(name: str, at: datetime) -> zipfile.ZipInfo:
    """Describe a file that is its owner's only once it is unpacked."""
    moment = (at.year, at.month, at.day, at.hour, at.minute, at.second)
    entry = zipfile.ZipInfo(name, date_time=moment)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry
