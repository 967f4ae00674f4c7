"""The reports on practice: drills, their sheets and scripts, what came of them, and checklists."""

from __future__ import annotations

from inventory.ground.i18n import N_
from reports import checklists, drills
from reports.asked import CHECKLIST, CHECKLIST_VERSION, DRILL, SHEET, Report

EVERY: tuple[Report, ...] = (
    Report(
        "drills",
        N_("Register of drills"),
        N_("Every drill, planned and held: when, where, who commanded, how many came, by which checklist."),
        drills.drills,
    ),
    Report(
        "checklist",
        N_("Checklist of a drill to tick"),
        N_("The sheets of one drill for each role and unit, with boxes, planned times and a code to scan."),
        checklists.checklist,
        (DRILL, SHEET),
    ),
    Report(
        "drill-script",
        N_("Script and injects of a drill"),
        N_("Who says what at which minute, and what is thrown in: for those who direct the drill."),
        drills.drill_script,
        (DRILL,),
    ),
    Report(
        "drill-report",
        N_("Report of a drill"),
        N_("Scores by section and indicators, planned against actual times, course, findings, units, material."),
        drills.drill_report,
        (DRILL,),
    ),
    Report(
        "checklist-templates",
        N_("Register of checklists"),
        N_("Every checklist with its latest version, how many lines it has and when it was printed."),
        checklists.checklist_templates,
    ),
    Report(
        "checklist-template",
        N_("Lines of a checklist"),
        N_("What one checklist says is done before, in and after a drill, with its script."),
        checklists.checklist_template,
        (CHECKLIST, CHECKLIST_VERSION),
    ),
)
