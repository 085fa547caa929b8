"""`apply`: a tenant as its file says."""

from collections.abc import Mapping
from pathlib import Path

from admin_server.apply.document import read_document
from admin_server.apply.plan import carry_out, plan
from admin_server.apply.problems import DocumentWrong
from admin_server.core.ports import Clock, SecretBox, Store
from admin_server.web.control import CommandWrong


async def apply(
    store: Store, box: SecretBox, clock: Clock, arguments: Mapping[str, str]
) -> str:
    """Make a tenant as its file says, or say what would change (`dry_run`)."""
    try:
        document = read_document(Path(arguments["file"]))
    except DocumentWrong as problem:
        raise CommandWrong(str(problem)) from problem
    if arguments.get("dry_run"):
        return (await plan(store, document)).text()
    return (await carry_out(store, box, clock, document)).text()
