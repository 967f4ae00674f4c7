"""The program on a real terminal."""

import sys

from tests.bench.terminal import Terminal


def test_a_window_that_is_closed_ends_the_program(book, tmp_path):
    folders = {f"XDG_{kind}_HOME": str(tmp_path) for kind in ("DATA", "STATE", "CONFIG")}
    command = [sys.executable, "-m", "tui.cli", "--store", str(book), "--as", "duty", "--lang", "zh"]
    with Terminal(command, folders, tmp_path) as terminal:
        terminal.wait(lambda: "编织袋" in terminal.text)
        terminal.quiet()
        terminal.hang_up()
