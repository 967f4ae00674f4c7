"""Sturdy: a fault in one message of a widget is told and written down, and the widget lives on."""

from __future__ import annotations

from textual.message import Message
from textual.message_pump import MessagePump


class Sturdy(MessagePump):
    """Mixed into screens and widgets; without it Textual ends the whole program at the first fault."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            answer = getattr(self.app, "answer", None)
            if answer is None:
                raise
            answer(error)
