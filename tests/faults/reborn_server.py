"""A server that is born again whenever it is killed: `python -m tests.faults.reborn_server URL PORT`.

It writes the process number of each life to standard output. Everything is imported once, so a new life
takes milliseconds and many can be lost in one test. Ends when its standard input is closed.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from engine.clock import system_now
from engine.scheduling.alarm import AlarmClock
from engine.settings import Settings
from engine.wiring import build
from webapp.application import create_app
from webapp.serving import serve


def live(url: str, folder: Path, port: int) -> None:
    """One life: as `weiquan serve --test-clock` does it."""
    settings = Settings(db=url, data=folder, test_clock=True)
    services = build(settings, system_now)
    alarm = AlarmClock(services.clockwork)
    alarm.start()
    serve(create_app(services, settings), host="127.0.0.1", port=port)


def die_with_the_test() -> None:
    """End this process and the life it gave when the test goes away, however it ends."""
    sys.stdin.read()
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main(url: str, folder: Path, port: int) -> None:
    """Give life after life."""
    while True:
        child = os.fork()
        if child == 0:
            live(url, folder, port)
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)


if __name__ == "__main__":
    os.setpgrp()
    threading.Thread(target=die_with_the_test, daemon=True).start()
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
