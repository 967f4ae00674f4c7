"""The keyboard: keys are taken one after the other, so that what is typed ahead reaches the question it was meant for.

Textual sends a key to whatever has the focus when it arrives, while the key before it may still be opening a menu. An
officer who knows the program types Space 2 at once, and a barcode scanner types thirteen digits in a few milliseconds.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

Answer = TypeVar("Answer")
Made = TypeVar("Made")
Node = TypeVar("Node", bound=DOMNode)
Given = ParamSpec("Given")

LOOK = 0.05
ROUNDS = 4  # key, action, the field's message, the form's answer
AT_ONCE = 0.15


class Keyboard(App[None]):
    """A program that takes keys in turn."""

    class Handled(Message):
        """Follows a key on its way up from the focused widget, then what the key set off, as often as it takes."""

    def __init__(self) -> None:
        """Begin with nothing typed."""
        super().__init__()
        self._ahead: deque[events.Key | events.Paste] = deque()
        self._turn = 0
        self._rounds = 0
        self._busy = False
        self._target: Widget | None = None
        self._held = 0
        self._deaf = 0

    async def on_event(self, event: events.Event) -> None:
        """Queue a key that comes from the terminal, or what was pasted; everything else goes its way."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if self._deaf:
                return
            self._ahead.append(event)
            if self._busy:
                self._watch_over(self._turn)
            await self._take()
        else:
            await super().on_event(event)

    async def _take(self) -> None:
        """Give the next key to whatever has the focus now."""
        if self._ahead and not self._busy and not self._held:
            self._busy = True
            self._turn += 1
            self._rounds = ROUNDS
            await super().on_event(self._ahead.popleft())
            self.on_keyboard_handled()

    def on_keyboard_handled(self) -> None:
        """The key has gone its way; the next one is taken when what it set off has gone its way too."""
        self._rounds -= 1
        self._target = target = self.focused or self.screen
        if self._rounds < 0 or not target.post_message(self.Handled()):
            self._done(self._turn)

    def _watch_over(self, turn: int) -> None:
        """While more keys wait: a widget that a key removed, a menu say, can't tell that the key is done."""

        def look() -> None:
            if self._busy and turn == self._turn:
                if self._target is not None and self._target.is_attached and self._target.is_running:
                    self._watch_over(turn)
                else:
                    self._done(turn)

        self.set_timer(LOOK, look)

    def _done(self, turn: int) -> None:
        """End a key's turn, once."""
        if turn == self._turn:
            self._busy = False
            self.call_later(self._take)

    # What may have to wait

    def aside(
        self,
        work: Callable[[], Made],
        then: Callable[[Future[Made]], object],
        *,
        slow: Callable[[], object],
        typing: bool = False,
    ) -> None:
        """Do in a thread what may have to wait for its turn, and `then` what follows from it.

        What is quick is as if it had been done here. For anything else `slow` says that it takes a while: the screen
        goes on, and keys are dropped until the end, since whoever presses Enter again means the same thing again.
        With `typing`, where somebody types or scans on without looking, keys wait instead, but for such an Enter.
        """
        thread = ThreadPoolExecutor(1)
        future = thread.submit(copy_context().run, work)
        thread.shutdown(wait=False)
        wait([future], AT_ONCE)
        if future.done():
            then(future)
            return
        if typing:
            self.hold()
        else:
            self._deaf += 1
            self._ahead.clear()
        slow()

        async def end() -> None:
            await asyncio.wait([asyncio.wrap_future(future)])
            if not typing:
                self._deaf -= 1
                then(future)
                return
            while self._ahead and isinstance(key := self._ahead[0], events.Key) and key.key == "enter":
                self._ahead.popleft()
            try:
                then(future)
            finally:
                self.release()

        self.run_worker(end(), group="aside")

    def forget_typed(self) -> bool:
        """Drop what was typed ahead: it was meant for something that didn't come; whether there was anything."""
        typed = bool(self._ahead)
        self._ahead.clear()
        return typed

    # Questions

    def hold(self) -> None:
        """A question is on its way: keep keys for it."""
        self._held += 1

    def release(self) -> None:
        """The question is there, or isn't coming."""
        self._held = max(self._held - 1, 0)
        self.call_later(self._take)

    async def ask(self, question: Screen[Answer]) -> Answer | None:
        """Ask in front of everything and wait for the answer; only within an `asks` action."""
        answer = self.push_screen(question, wait_for_dismiss=True)
        is_there = [False]

        def there() -> None:
            if not is_there[0]:
                is_there[0] = True
                self.release()

        question.call_after_refresh(there)
        try:
            return await asyncio.shield(answer)
        finally:
            if is_there[0]:
                self.hold()
            is_there[0] = True


def asks(
    action: Callable[Concatenate[Node, Given], Coroutine[Any, Any, None]],
) -> Callable[Concatenate[Node, Given], None]:
    """An action that asks the officer something: it runs beside the program, and keys wait for its question."""

    @wraps(action)
    def begin(node: Node, /, *given: Given.args, **named: Given.kwargs) -> None:
        program = node.app

        async def run() -> None:
            try:
                await action(node, *given, **named)
            finally:
                if isinstance(program, Keyboard):
                    program.release()

        if isinstance(program, Keyboard):
            program.hold()
        node.run_worker(run(), group="asking")

    return begin
