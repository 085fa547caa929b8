"""Many hosts at once: a list from a spreadsheet, looked at before it is saved."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from starlette.datastructures import UploadFile

from admin_server.core.changes import EmailTaken
from admin_server.core.host_import import (
    ImportPlan,
    RowFinding,
    carry_out_import,
    plan_import,
)
from admin_server.core.host_list import COLUMNS, Finding, HostList, read_host_list
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.web.dashboard.current import App, CurrentUser, Needs
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.long_forms import HOST_LIST
from admin_server.web.dashboard.settings import settling
from admin_server.web.dashboard.words import Words

_MOST_SHOWN = 100

router = APIRouter()
Boss = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_TENANT))]


@router.get(HOST_LIST)
async def host_list(request: Request, who: Boss) -> HTMLResponse:
    """Show where a list is chosen."""
    del who
    return page(request, "host_list.html", columns=COLUMNS)


@router.post(HOST_LIST)
async def look_at_list(request: Request, who: Boss, parts: App) -> Response:
    """Show what a list would change; saved is only what was looked at."""
    form = await read_form(request, words_for(request))
    text = await _text(form)
    listed = read_host_list(text) if text is not None else HostList()
    if form.fits and listed.findings:
        form.errors |= _list_errors(listed.findings, form.words)
    plan = ImportPlan()
    if form.fits:
        plan = await who.store.read(lambda nouns: plan_import(nouns, listed))
        form.errors |= _row_errors(plan.findings, form.words)
    if not form.fits:
        return page(request, "host_list.html", form=form, status=422, columns=COLUMNS)
    if form.flag("save"):
        return await _save(request, form, who, parts, listed)
    return page(
        request, "host_list_preview.html", plan=plan, text=text, most=_MOST_SHOWN
    )


async def _save(
    request: Request, form: Filled, who: CurrentUser, parts: App, listed: HostList
) -> Response:
    by = settling.author(who, parts)
    ids = [parts.chance.new_id() for _ in listed.rows]

    def work(nouns: Nouns) -> int:
        # Compared anew: somebody may have changed a host since it was looked at.
        return carry_out_import(nouns, plan_import(nouns, listed), ids, by)

    try:
        done = await who.store.write(work)
    except EmailTaken:
        form.wrong("list", "host_list.taken_meanwhile")
        return page(request, "host_list.html", form=form, status=422, columns=COLUMNS)
    return go_to(request, "/hosts", said="host_list.done", n=str(done))


async def _text(form: Filled) -> str | None:
    """Read the chosen file, or what an earlier look kept in the page."""
    kept, chosen = form.sent.get("kept"), form.sent.get("list")
    if isinstance(kept, str) and kept:
        return kept
    if not isinstance(chosen, UploadFile) or not chosen.filename:
        form.wrong("list", "host_list.choose")
        return None
    try:
        return (await chosen.read()).decode("utf-8-sig")
    except UnicodeDecodeError:
        form.wrong("list", "host_list.not_utf8")
        return None
    finally:
        await chosen.close()


def _list_errors(findings: Iterable[Finding], t: Words) -> dict[str, str]:
    return {
        f"row-{at}": t(
            f"host_list.trouble.{one.trouble.value}", about=one.about, row=one.row
        )
        for at, one in enumerate(findings)
    }


def _row_errors(findings: Iterable[RowFinding], t: Words) -> dict[str, str]:
    return {
        f"row-{at}": t(
            f"host_list.cell.{one.trouble.value}", row=one.row, column=one.column
        )
        for at, one in enumerate(findings)
    }
