"""The page as a process of its own: `python -m flows.pages.serving --port N`, on this machine alone."""

from __future__ import annotations

import argparse
from functools import partial
from threading import Thread

from flows.wiring import Settings, open_office

HERE = "127.0.0.1"


def serve(settings: Settings, port: int) -> None:
    """Until a signal ends it. No access log: an address is a key."""
    import uvicorn

    from flows.pages.hook import announce
    from flows.pages.webapp import webapp

    Thread(target=announce, args=(settings,), daemon=True).start()  # a provider that is away keeps no page from opening
    app = webapp(partial(open_office, settings), partial(follow, settings))
    uvicorn.run(app, host=HERE, port=port, access_log=False, log_level="warning", server_header=False,
                timeout_graceful_shutdown=3, timeout_keep_alive=5)  # fmt: skip


def follow(settings: Settings) -> None:
    """What was recorded has its effects at once: letters leave, the screen is drawn; the heartbeat would do it later."""
    from flows.heartbeat import heartbeat
    from flows.screen import Screen

    if not settings.prefect_api:
        with open_office(settings) as office:
            heartbeat(office)
        return
    with Screen(settings.prefect_api, settings.public_url) as screen, open_office(settings, screen=screen) as office:
        heartbeat(office)


def main() -> None:
    """The data folder comes from VONGNAM_DATA."""
    parser = argparse.ArgumentParser(prog="flows.pages.serving")
    parser.add_argument("--port", type=int, required=True)
    serve(Settings.read(), parser.parse_args().port)


if __name__ == "__main__":
    main()
