"""A Dovecot of our own on this machine: a real IMAP server, with the one mailbox of the office."""

from __future__ import annotations

import imaplib
import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

USER, PASSWORD = "vp", "mat khau"


@contextmanager
def serving(home: Path, port: int):
    """The folder and the port of a Dovecot of our own on this machine, run by whoever runs the tests."""
    program = shutil.which("dovecot") or "/usr/sbin/dovecot"
    assert Path(program).exists(), "the second tier needs Dovecot (apt-get install dovecot-imapd)"
    owner = "nobody" if os.getuid() == 0 else _me()
    (home / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}::::::\n", encoding="utf-8")
    (home / "mail").mkdir()
    config = home / "dovecot.conf"
    config.write_text(_CONFIG.format(home=home, port=port, user=owner), encoding="utf-8")
    if os.getuid() == 0:
        for path in (home, home / "mail", home / "users"):
            path.chmod(0o755)
        shutil.chown(home / "mail", "nobody")
    server = subprocess.Popen([program, "-F", "-c", config], stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        _answering(port, server)
        yield home, port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


def _me():
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name


_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_login_user = {user}
mail_location = maildir:{home}/mail/%u
passdb {{
  driver = passwd-file
  args = username_format=%u {home}/users
}}
userdb {{
  driver = static
  args = uid={user} gid=nogroup home={home}/mail/%u
}}
first_valid_uid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def _answering(port, server):
    begun = time.monotonic()
    while True:
        try:
            imaplib.IMAP4("127.0.0.1", port).logout()
        except (OSError, imaplib.IMAP4.error):
            assert server.poll() is None, "Dovecot ended"
            assert time.monotonic() - begun < 20
            time.sleep(0.1)
        else:
            return


@contextmanager
def box(port):
    """The mailbox, as another program sees it."""
    client = imaplib.IMAP4("127.0.0.1", port)
    client.login(USER, PASSWORD)
    client.select("INBOX")
    try:
        yield client
    finally:
        client.logout()


def delivered(port, *mails):
    """Mails come."""
    with box(port) as client:
        for data in mails:
            client.append("INBOX", None, None, data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
