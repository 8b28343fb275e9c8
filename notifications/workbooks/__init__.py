"""The one door to openpyxl: workbooks that are sent out, and those that come back, read behind a gate."""

from __future__ import annotations

from notifications.workbooks.asking import SHEET as ASKED
from notifications.workbooks.asking import asking
from notifications.workbooks.figures import report_figures
from notifications.workbooks.final import final_plan
from notifications.workbooks.gate import UnfitFile
from notifications.workbooks.marking import with_remarks
from notifications.workbooks.month import unit_month
from notifications.workbooks.plan import COLUMNS, headed, month_plan, sent

__all__ = [
    "ASKED",
    "COLUMNS",
    "UnfitFile",
    "asking",
    "final_plan",
    "headed",
    "month_plan",
    "report_figures",
    "sent",
    "unit_month",
    "with_remarks",
]
