"""The room of a visit, waited for once however many want to know it."""

import asyncio

from kiosk_app.runners.server_calls import NoAnswer, ServerCalls
from shared.check_in import RoomReply, RoomState
from shared.refusals import Refused

NO_ROOM = RoomReply(state=RoomState.NONE)
_PAUSE_SECONDS = 0.1


class Rooms:
    """Asks the server for rooms; who comes later joins the question under way."""

    def __init__(self, calls: ServerCalls) -> None:
        self._calls = calls
        self._questions: dict[str, asyncio.Task[RoomReply | None]] = {}

    async def ask(self, visit: str, *, seconds: float) -> RoomReply | None:
        """Wait for the room until it is found, there is none, or time is over.

        Answers None where nobody could tell: time was over, or the server away.
        """
        question = self._questions.get(visit)
        if question is None:
            question = asyncio.create_task(self._look(visit, seconds))
            self._questions[visit] = question
            question.add_done_callback(lambda _: self._questions.pop(visit))
        # One who asks may be called away; the others still want to know.
        return await asyncio.shield(question)

    async def join(self, visit: str) -> RoomReply | None:
        """Wait for the question under way, or answer None if there is none."""
        if visit not in self._questions:
            return None
        return await asyncio.shield(self._questions[visit])

    async def close(self) -> None:
        """Ask no more."""
        questions = list(self._questions.values())
        for question in questions:
            question.cancel()
        await asyncio.gather(*questions, return_exceptions=True)

    async def _look(self, visit: str, seconds: float) -> RoomReply | None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while (left := deadline - loop.time()) > 0:
            try:
                room = await self._calls.room(visit, wait=left)
            except NoAnswer:
                room = None
            except Refused:
                return None
            if room is not None and room.state is not RoomState.LOOKING:
                return room
            await asyncio.sleep(_PAUSE_SECONDS)
        return None
