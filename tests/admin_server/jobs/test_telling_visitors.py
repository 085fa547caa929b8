"""Mails to visitors on their way: each state of a visit is told once."""

import asyncio
from pathlib import Path

from admin_server.core.cancelling import cancel
from admin_server.core.messages import GaveUp
from admin_server.core.telling_visitors import tell_again
from admin_server.core.visits import Invitation
from admin_server.jobs.deliver_messages import Deliverer, Pace
from admin_server.notifiers.memory import MemoryNotifier
from admin_server.pulse import Pulse
from tests.fakes.lobby import TENANT, Lobby, open_lobby
from tests.fakes.sealed_lobby import MAIL, invite_by_mail, seal_pass_key
from tests.fakes.writing_desk import desk_of


def worker(lobby: Lobby, notifier: MemoryNotifier | None) -> Deliverer:
    return Deliverer(
        lobby.store,
        lambda _tenant: notifier,
        desk=desk_of(lobby),
        pulse=Pulse(),
        owner="one",
        pace=Pace(safety_poll=0.01),
    )


async def work(lobby: Lobby, notifier: MemoryNotifier | None) -> None:
    working = worker(lobby, notifier)
    await working.turn()
    await working.drain()


async def events(lobby: Lobby, invitation: Invitation) -> list[str]:
    rows = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.audit.of(f"visit:{invitation.visit}")
    )
    return [event for _, event, _ in rows]


async def again(lobby: Lobby, invitation: Invitation, message: str) -> object:
    visit = await lobby.visit(invitation)
    return await lobby.store.for_tenant(TENANT).write(
        lambda nouns: tell_again(nouns, visit, message=message, now=lobby.clock.now())
    )


async def test_what_was_sent_is_noted(tmp_path: Path) -> None:
    """The visit's story says that the invitation left."""
    mail = MemoryNotifier()
    async with open_lobby(tmp_path, deliver=False) as lobby:
        await seal_pass_key(lobby)
        invitation = await invite_by_mail(lobby)
        await work(lobby, mail)

        assert [message.to_address for message in mail.sent] == [MAIL]
        assert await events(lobby, invitation) == [
            "visit.invited",
            "visit.invitation_sent",
        ]


async def test_what_was_refused_is_noted(tmp_path: Path) -> None:
    """Reception sees that an address took no mail."""
    mail = MemoryNotifier()
    mail.outcome = GaveUp("smtp_550")
    async with open_lobby(tmp_path, deliver=False) as lobby:
        await seal_pass_key(lobby)
        invitation = await invite_by_mail(lobby)
        await work(lobby, mail)

        assert (await events(lobby, invitation))[-1] == "visit.invitation_not_sent"


async def test_a_cancelled_visit_is_told_once(tmp_path: Path) -> None:
    """Cancelled before anything left: one mail says so, and none invites."""
    mail = MemoryNotifier()
    async with open_lobby(tmp_path, deliver=False) as lobby:
        await seal_pass_key(lobby)
        invitation = await invite_by_mail(lobby)
        await lobby.store.for_tenant(TENANT).write(
            lambda nouns: cancel(
                nouns, invitation.visit, by="user:x", now=lobby.clock.now()
            )
        )
        await work(lobby, mail)

        assert [message.subject.split(":")[0] for message in mail.sent] == ["Cancelled"]
        assert await events(lobby, invitation) == [
            "visit.invited",
            "visit.cancelled",
            "visit.cancellation_sent",
        ]


async def test_a_mail_waits_until_mail_is_set_up(tmp_path: Path) -> None:
    """Without a mail server nothing is lost: it leaves once there is one."""
    mail = MemoryNotifier()
    async with open_lobby(tmp_path, deliver=False) as lobby:
        await seal_pass_key(lobby)
        invitation = await invite_by_mail(lobby)
        await work(lobby, None)
        lobby.clock.forward(minutes=2)
        await work(lobby, mail)

        assert len(mail.sent) == 1
        assert (await events(lobby, invitation))[-1] == "visit.invitation_sent"


async def test_a_broken_seal_is_tried_again(tmp_path: Path) -> None:
    """With the wrong key file nothing is sent, and nothing is given up."""
    mail = MemoryNotifier()
    async with open_lobby(tmp_path, deliver=False) as lobby:
        await invite_by_mail(lobby)
        await work(lobby, mail)
        await seal_pass_key(lobby)
        lobby.clock.forward(minutes=2)
        await work(lobby, mail)

        assert len(mail.sent) == 1


async def test_sending_again_twice_sends_once(tmp_path: Path) -> None:
    """A double click on "send again" is one more mail, a minute later another."""
    mail = MemoryNotifier()
    async with open_lobby(tmp_path, deliver=False) as lobby:
        await seal_pass_key(lobby)
        invitation = await invite_by_mail(lobby)
        await again(lobby, invitation, "m1")
        await again(lobby, invitation, "m2")
        await work(lobby, mail)
        lobby.clock.forward(minutes=1)
        await again(lobby, invitation, "m3")
        await work(lobby, mail)

        assert len(mail.sent) == 3


async def test_nobody_without_an_address_is_told_again(tmp_path: Path) -> None:
    """There is nowhere to send it, and nothing to send to who is not expected."""
    async with open_lobby(tmp_path, deliver=False) as lobby:
        nameless = await invite_by_mail(lobby, email=None)
        cancelled = await invite_by_mail(lobby)
        await lobby.store.for_tenant(TENANT).write(
            lambda nouns: cancel(
                nouns, cancelled.visit, by="user:x", now=lobby.clock.now()
            )
        )

        said = await asyncio.gather(
            again(lobby, nameless, "m1"), again(lobby, cancelled, "m2")
        )

        assert said == [None, None]
