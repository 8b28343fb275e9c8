"""The service that keeps an office running: a unit of systemd, or a scheduled task of Windows, as the text of its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from subprocess import list2cmdline
from typing import Final
from xml.sax.saxutils import escape

NAME: Final = "vongnam"

HARDENED: Final = (
    "NoNewPrivileges=yes",
    "LockPersonality=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
    "SystemCallArchitectures=native",
    "MemoryMax=3G",
    "LimitNOFILE=8192",
)
"""What every unit is held to: the programs that it starts gain no right, and a defect in one eats no machine."""

HARDENED_SYSTEM: Final = (
    "CapabilityBoundingSet=",
    "ProtectSystem=strict",
    "ProtectHome=read-only",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "ProtectKernelTunables=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelLogs=yes",
    "ProtectControlGroups=yes",
    "ProtectClock=yes",
    "ProtectHostname=yes",
    "RestrictNamespaces=yes",
)
"""What only a unit of the system may ask for: all of the disk is read-only but for the office's own folders."""


@dataclass(frozen=True, slots=True)
class Service:
    """An office as a service: the command that runs it, where it works, and which folders it writes."""

    command: Sequence[str]
    data: PurePath
    writes: Sequence[PurePath]
    user: str = ""

    def unit(self) -> str:
        """A unit of the system where a user is named, of the user who starts it otherwise."""
        system = bool(self.user)
        service = [
            "Type=exec",
            f"ExecStart={' '.join(map(_word, self.command))}",
            f"WorkingDirectory={_percent(str(self.data))}",
            *([f"User={self.user}"] if system else []),
            "Environment=PYTHONUTF8=1",
            "UMask=0077",
            "KillMode=mixed",  # it ends its own children, the server last
            "TimeoutStopSec=90",
            "SuccessExitStatus=130",  # ended by a signal, whole
            "Restart=on-failure",
            "RestartSec=30",
            "RestartPreventExitStatus=1 2",  # what was refused is refused again
            *HARDENED,
            *([*HARDENED_SYSTEM, f"ReadWritePaths={' '.join(map(_path, self.writes))}"] if system else []),
        ]
        parts = {
            "Unit": [
                f"Description=Vòng Năm, {_percent(str(self.data))}", "Wants=network-online.target",
                "After=network-online.target", "StartLimitIntervalSec=600", "StartLimitBurst=5",
            ],
            "Service": service,
            "Install": [f"WantedBy={'multi-user' if system else 'default'}.target"],
        }  # fmt: skip
        return "\n\n".join("\n".join([f"[{name}]", *lines]) for name, lines in parts.items()) + "\n"

    def task(self) -> str:
        """A task of Windows (version 1.2) that begins with the machine and begins again a minute after it failed."""
        program, *words = self.command
        return _TASK.format(
            program=escape(program), words=escape(list2cmdline(words)), folder=escape(str(self.data)), name=NAME
        )


def _word(said: str) -> str:
    """One word of a command line of systemd, whatever is in it."""
    return f'"{_quoted(said).replace("$", "$$")}"'


def _path(said: PurePath) -> str:
    return f'"{_quoted(str(said))}"'


def _quoted(said: str) -> str:
    return _percent(said.replace("\\", "\\\\").replace('"', '\\"'))


def _percent(said: str) -> str:
    return said.replace("%", "%%")


_TASK: Final = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Vòng Năm, {folder}</Description>
  </RegistrationInfo>
  <Triggers>
    <BootTrigger>
      <Enabled>true</Enabled>
      <Delay>PT30S</Delay>
    </BootTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>Password</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>999</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>{words}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""
