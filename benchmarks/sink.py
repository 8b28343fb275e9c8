"""An SMTP server in a process of its own that takes every mail and keeps none; prints its port."""

from __future__ import annotations

import asyncio
import sys

from aiosmtpd.smtp import SMTP


class Sink:
    """Takes everything."""

    async def handle_DATA(self, _server, _session, _envelope):  # noqa: N802 - aiosmtpd calls it so
        """Taken."""
        return "250 OK"


async def main() -> None:
    """Until the other end of the pipe is closed."""
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Sink(), hostname="sink.example"), "127.0.0.1")
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
