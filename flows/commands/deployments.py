"""`vongnam deploy`: the flows are registered with the Prefect server."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from flows.calls import DONE, add_data, settings_with_prefect
from flows.say import Language, Words

WORDS: Words = {
    "summary": ("đăng ký các luồng việc với máy chủ Prefect", "register the flows with the Prefect server"),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    add_data(parser, lang)


def run(arguments: Namespace) -> int:
    """The names of the deployments, one a line."""
    from flows import deploy
    from flows.wiring import open_office

    settings = settings_with_prefect(arguments)
    with open_office(settings) as office:
        demo = office.ledger.setting("demo") == "yes"
        env = {"VONGNAM_DATA": str(settings.data)}
        crons = {"find": settings.find_cron}
        names = deploy.deploy(office.definition, settings.prefect_api, env=env, demo=demo, crons=crons)
    print(*names, sep="\n")
    return DONE
