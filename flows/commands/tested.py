"""`vongnam test`: the tests of a definition, and how much of it they go through."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from flows.calls import DONE, REFUSED, add_json, add_yearfile, print_json
from flows.say import Language, Words, say

if TYPE_CHECKING:
    from definitions.exercised import Exercised
    from definitions.expectations import Miss
    from flows.proving import Failure, Proved

WORDS: Words = {
    "summary": (
        "chạy các bài kiểm tra của định nghĩa (tests.yaml cạnh tệp năm)",
        "run the tests of a definition (tests.yaml beside the year file)",
    ),
    "at-least": (
        "từ chối khi các bài kiểm tra đi qua ít hơn N phần trăm số chuyển trạng thái",
        "refuse where the tests go through less than N percent of the transitions",
    ),
    "passed": ("đạt   {title}", "ok    {title}"),
    "failed": ("SAI   {title}", "FAIL  {title}"),
    "refused": ("việc này không thực hiện được: {why}", "this could not be done: {why}"),
    "no-round": ("không có nhiệm vụ nào ở kỳ {expected}", "there is no such obligation in {expected}"),
    "is": ("cần trạng thái `{expected}`, đang là `{found}`", "expected the state `{expected}`, it is `{found}`"),
    "opens": ("cần mở ngày {expected}, thực tế: {found}", "expected to open on {expected}, it does on: {found}"),
    "due": ("cần hạn hết ngày {expected}, thực tế: {found}", "expected the last day {expected}, it is: {found}"),
    "late": ("cần late `{expected}`, thực tế `{found}`", "expected late `{expected}`, it is `{found}`"),
    "reminded": ("cần reminded `{expected}`, thực tế `{found}`", "expected reminded `{expected}`, it is `{found}`"),
    "prints": ("cần in «{expected}», thực tế in: {found}", "expected to print «{expected}», it prints: {found}"),
    "message": (
        "cần một thư `{expected}`; các ngày có thư ấy: {found}",
        "expected a message `{expected}`; days on which one left: {found}",
    ),
    "no-message": (
        "không được có thư `{expected}`, nhưng đã có ngày {found}",
        "expected no message `{expected}`, but one left on {found}",
    ),
    "nothing": ("(không có)", "(none)"),
    "counted": ("{passed} đạt, {failed} sai.", "{passed} passed, {failed} failed."),
    "covered": (
        "Đã đi qua {percent}% số chuyển trạng thái ({ways}/{all}) và {steps}/{every} bước.",
        "{percent}% of the transitions ({ways}/{all}) and {steps} of {every} steps were gone through.",
    ),
    "untested": ("Bước chưa kiểm tra: {steps}", "Steps without a test: {steps}"),
    "missing": ("  {step}: chưa có {ways}", "  {step}: not yet {ways}"),
    "too-little": (
        "Mới đi qua {percent}%, cần ít nhất {least}%.",
        "Only {percent}% gone through; {least}% are asked for.",
    ),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    add_yearfile(parser, lang)
    parser.add_argument("--coverage-at-least", type=int, default=0, metavar="N", help=say(lang, "at-least", WORDS))
    add_json(parser, lang)


def run(arguments: Namespace) -> int:
    """What passed, what did not and why, and what no test goes through; refused where one fails."""
    from flows import files, proving

    definition, sources = files.read_definition(arguments.yearfile)
    laboratory = proving.Laboratory(definition, sources)
    proved = []
    for test in proving.read_tests(arguments.yearfile, laboratory.context):
        proved.append(laboratory.prove(test))
        if not arguments.json:
            print(*_lines(proved[-1], arguments.lang), sep="\n")
    found = proving.covered(laboratory.context, proved)
    least, lang = arguments.coverage_at_least, arguments.lang
    if arguments.json:
        print_json(_data(proved, found))
    else:
        print(*_coverage(proved, found, lang), sep="\n")
    if found.percent < least:
        import sys

        print(say(lang, "too-little", WORDS, percent=found.percent, least=least), file=sys.stderr)
    return REFUSED if found.percent < least or any(one.failures for one in proved) else DONE


def _lines(one: Proved, lang: Language) -> list[str]:
    lines = [say(lang, "failed" if one.failures else "passed", WORDS, title=one.test.title)]
    return lines + [f"      {line}" for failure in one.failures for line in _failure(failure, lang)]


def _failure(it: Failure, lang: Language) -> list[str]:
    where = f"{it.file}:{it.line}"
    if it.refused:
        return [f"{where}: {say(lang, 'refused', WORDS, why=it.refused)}"]
    return [f"{where}: {_miss(miss, lang)}" for miss in it.misses]


def _miss(it: Miss, lang: Language) -> str:
    return say(lang, it.what, WORDS, expected=it.expected, found=it.found or say(lang, "nothing", WORDS))


def _coverage(proved: list[Proved], it: Exercised, lang: Language) -> list[str]:
    failed = sum(bool(one.failures) for one in proved)
    ways, steps = len(it.ways), len(it.steps)
    lines = [
        "",
        say(lang, "counted", WORDS, passed=len(proved) - failed, failed=failed),
        say(
            lang, "covered", WORDS, percent=it.percent, ways=ways, all=ways + len(it.untested_ways),
            steps=steps, every=steps + len(it.untested_steps),
        ),
    ]  # fmt: skip
    if it.untested_steps:
        lines.append(say(lang, "untested", WORDS, steps=", ".join(it.untested_steps)))
    for step in it.steps:
        missing = [f"{state} → {cause}" for id, (state, cause) in it.untested_ways if id == step]
        lines += [say(lang, "missing", WORDS, step=step, ways=", ".join(missing))] if missing else []
    return lines


def _data(proved: list[Proved], it: Exercised) -> dict[str, Any]:
    from flows.judging import as_data

    tests = [{"test": one.test.title, "passed": not one.failures, "failures": as_data(one.failures)} for one in proved]
    return {"tests": tests, "coverage": {"percent": it.percent, **as_data(it)}}
