"""Check-ins that came off a kiosk as a file, because it can bring them no more."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from admin_server.core.permissions import Action, may
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Kiosk
from admin_server.web.api.kept_check_ins import (
    PORTION,
    Taken,
    asking_late,
    open_kept,
    take_kept,
)
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import App, CurrentUser, Needs, NotThere
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.kiosks.kiosks import kiosk_of
from admin_server.web.dashboard.long_forms import KEPT_CHECK_INS, LONG_FORMS
from shared.offline import KeptCheckIn, KeptFile

router = APIRouter()
Manages = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_KIOSKS))]


@router.get(KEPT_CHECK_INS)
async def ask_for_file(
    request: Request,
    who: Manages,
    kiosk: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Ask for the file, and for the kiosk that it is from."""
    return await _ask(request, who, start={"kiosk": kiosk})


@router.post(KEPT_CHECK_INS)
async def take_file(request: Request, who: Manages, parts: App) -> Response:
    """Take over what the file has; what is here already stays as it is."""
    form = await read_form(request, words_for(request))
    brought = await _read(form)
    kiosk = await kiosk_of(who, form.text("kiosk"))
    if brought is None:
        return await _ask(request, who, form=form)
    taken: list[Taken] = []
    loop = asyncio.get_running_loop()
    for start in range(0, len(brought), PORTION):
        began = loop.time()
        portion = brought[start : start + PORTION]
        taken += await _take(portion, kiosk, who, parts)
        # Whoever stands at a kiosk waits for no more than one portion.
        await asyncio.sleep(loop.time() - began)
    await who.store.write(lambda nouns: _note(nouns, kiosk, who, parts))
    kept = sum(one.over is not None for one in taken)
    return go_to(
        request,
        f"/kiosks/{kiosk.id}",
        said="kept_file.taken",
        kept=str(kept),
        unreadable=str(len(taken) - kept),
    )


async def _ask(
    request: Request,
    who: CurrentUser,
    *,
    form: Filled | None = None,
    start: dict[str, str] | None = None,
) -> Response:
    kiosks = await who.store.read(lambda nouns: nouns.kiosks.all())
    mine = [one for one in kiosks if may(who.user, Action.MANAGE_KIOSKS, site=one.site)]
    return page(
        request,
        "kept_file.html",
        status=200 if form is None else 422,
        form=form,
        start=start,
        kiosks=[(one.id, one.name) for one in mine],
    )


async def _read(form: Filled) -> list[KeptCheckIn] | None:
    file = form.sent.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        form.wrong("file", "kept_file.choose")
        return None
    try:
        raw = await file.read(LONG_FORMS[KEPT_CHECK_INS])
    finally:
        await file.close()
    try:
        told = await asyncio.to_thread(KeptFile.model_validate_json, raw)
    except ValidationError:
        form.wrong("file", "kept_file.not_one")
        return None
    return told.check_ins


async def _take(
    portion: Sequence[KeptCheckIn], kiosk: Kiosk, who: CurrentUser, parts: Parts
) -> list[Taken]:
    keys = tuple(parts.kiosk_keys.queue_keys(who.tenant.id).values())
    # Its clock at this moment is not known: only waits that were measured count.
    opened = await asyncio.to_thread(open_kept, portion, None, keys)
    now = parts.clock.now()

    def work(nouns: Nouns) -> list[Taken]:
        device = nouns.kiosks.get(kiosk.id)
        if device is None:
            raise NotThere
        return take_kept(nouns, opened, asking_late(nouns, device, parts, now=now))

    return await who.store.write(work)


def _note(nouns: Nouns, kiosk: Kiosk, who: CurrentUser, parts: Parts) -> None:
    nouns.audit.add(
        at=parts.clock.now(),
        event="kiosk.kept_brought",
        actor=who.actor,
        subject=f"kiosk:{kiosk.id}",
    )
