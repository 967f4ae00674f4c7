"""Importing what a key asks for."""

import sys
import time
from threading import Thread

from tui.commands import load


def test_what_another_thread_is_still_importing_is_waited_for(tmp_path, monkeypatch):
    (tmp_path / "slow_place.py").write_text("import time\ntime.sleep(0.3)\nanswer = 42\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    warming = Thread(target=load, args=("slow_place:answer",))
    warming.start()
    while "slow_place" not in sys.modules:
        time.sleep(0.001)
    assert load("slow_place:answer") == 42
    warming.join()
