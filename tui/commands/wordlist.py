"""The words of the command line: which commands and options there are, and what help says of each."""

from __future__ import annotations

from dataclasses import dataclass

from inventory.ground.i18n import LANGUAGES, N_

# What there is -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Option:
    """An option; one without `value` is a switch."""

    name: str
    doc: str
    value: str = ""
    short: str = ""

    @property
    def key(self) -> str:
        """How the code calls it: `--as-at` is `as_at`."""
        return self.name.removeprefix("--").replace("-", "_")

    @property
    def shown(self) -> str:
        """How help shows it."""
        names = f"{self.short}, {self.name}" if self.short else self.name
        return f"{names} {self.value}" if self.value else names


@dataclass(frozen=True)
class Command:
    """A command: its words in order as help shows them, how many it takes, and the module that does it."""

    doc: str
    does: str
    words: str = ""
    least: int = 0
    most: int | None = 0
    options: tuple[Option, ...] = ()
    more: str = ""


JSON = Option("--json", N_("as JSON, for other programs"))
OVERWRITE = Option("--overwrite", N_("replace the file where there is one"))
EVERYWHERE = (
    Option("--store", N_("the store: a file, or postgresql+psycopg://… (XUNBEI_STORE)"), "PATH|URL"),
    Option("--lang", N_("the language (XUNBEI_LANG)"), "|".join(LANGUAGES)),
    Option("--as", N_("who acts; a locked store asks for the password (XUNBEI_PASSWORD)"), "LOGIN"),
    Option("--exercise", N_("in the exercise of a drill, not in the real store (XUNBEI_EXERCISE)"), "DRILL"),
    Option("--help", N_("this help"), short="-h"),
    Option("--version", N_("the program's version")),
)

ASKED = (
    Option("--as-at", N_("what had happened by then; a date alone means its end"), "WHEN"),
    Option("--known-at", N_("only what had been entered by then"), "WHEN"),
    Option("--item", N_("one item alone: code, barcode or exact name"), "ITEM"),
    Option("--place", N_("one depot, room or shelf alone: code or exact name"), "PLACE"),
    Option("--voucher", N_("the slip's number, such as CK-2022-0007"), "NUMBER"),
    Option("--count", N_("the check's number, such as PD-2022-0003"), "NUMBER"),
    Option("--part", N_("one part of the check alone, by its number"), "PART"),
    Option("--room", N_("whose roster: an organisation's code or exact name"), "ROOM"),
    Option("--month", N_("a month such as 2022-07 instead of this one"), "MONTH"),
    Option("--person", N_("whose duties: login or exact name"), "PERSON"),
    Option("--report", N_("its number, such as BS-2022-0001"), "NUMBER"),
    Option("--consultation", N_("its number, such as HS-2022-0001"), "NUMBER"),
    Option("--handover", N_("its number, such as JJ-2022-0001"), "NUMBER"),
    Option("--site", N_("what was found at one place alone: code or exact name"), "PLACE"),
    Option("--inspection", N_("what one round found alone, such as XC-2022-0001"), "NUMBER"),
    Option("--from-month", N_("only what was found from then on: 2022-03"), "MONTH"),
    Option("--year", N_("one year alone, such as 2022"), "YEAR"),
    Option("--plan", N_("a plan's code or exact name"), "PLAN"),
    Option("--plan-version", N_("a version by its number instead of the one in force"), "VERSION"),
    Option("--response", N_("the number of any of its orders: XY-2022-0001"), "NUMBER"),
    Option("--level", N_("a response level's code or name"), "LEVEL"),
    Option("--people", N_("so many people: to be sheltered, or besides those who are"), "PEOPLE"),
    Option("--standard", N_("by one standard alone: its name"), "STANDARD"),
    Option("--shelter", N_("in one shelter alone: code or exact name"), "SHELTER"),
    Option("--stop", N_("its number, such as RD-2022-0001"), "NUMBER"),
    Option("--drill", N_("its number, such as YL-2022-0001, or its date where that is unique"), "DRILL"),
    Option("--sheet", N_("one sheet of it alone, such as YL-2022-0001-03"), "SHEET"),
    Option("--checklist", N_("a checklist's code or exact name"), "CHECKLIST"),
    Option("--checklist-version", N_("a version by its number instead of the latest"), "VERSION"),
    Option("--days", N_("so many days ahead instead of what is set"), "DAYS"),
    Option("--since", N_("what happened from then on"), "WHEN"),
)
"""What reports are asked; each takes some of these."""

COMMANDS: dict[str, Command] = {
    "": Command(N_("open the terminal"), "tui.commands.terminal:run"),
    "demo": Command(
        N_("open the terminal on the district of the newspaper article, an example"),
        "tui.commands.demo:run",
        options=(
            Option(
                "--seed",
                N_("which example: the article's district, or a fictitious one that fills every screen"),
                "article|example",
            ),
            Option("--fresh", N_("make the example anew; the old one stays beside it")),
        ),
    ),
    "init": Command(
        N_("make a store; one that is there is never overwritten"),
        "tui.commands.begin:run",
        options=(
            Option(
                "--seed",
                N_("what to begin with: the article's district, a fictitious one, or nothing"),
                "article|example|none",
            ),
            Option("--headquarters", N_("whose store it is; alone it means --seed none"), "NAME"),
        ),
        more=N_(
            "With --seed none, --as is the login of the first person, who is administrator and leader. A store on a "
            "server is locked from the beginning: the administrator's password is asked for, or taken from "
            "XUNBEI_PASSWORD."
        ),
    ),
    "status": Command(N_("what the store is and how it stands"), "tui.commands.status:run", options=(JSON,)),
    "report": Command(
        N_("a report on the terminal, or written as a file"),
        "tui.commands.report:run",
        "list | NAME",
        1,
        2,
        (
            Option(
                "--output",
                N_("write a file: Excel (.xlsx), pages (.pdf), or a calendar (.ics) of a person's duties"),
                "FILE",
                "-o",
            ),
            OVERWRITE,
            JSON,
            *ASKED,
        ),
        N_("`report list` says which report takes which of these."),
    ),
    "print": Command(
        N_("a report on paper: sent to a printer, and what became of it"),
        "tui.commands.printing:run",
        "NAME",
        1,
        2,
        (
            Option("--printer", N_("which printer instead of the usual one"), "PRINTER"),
            Option("--copies", N_("how many instead of one"), "COPIES"),
            JSON,
            *ASKED,
        ),
        N_("It takes what the report takes: see `report NAME --help`. Without a print service the pages stay a file."),
    ),
    "checklist": Command(
        N_("the checklists of a drill on paper: a numbered sheet for each role or unit"),
        "tui.commands.checklist:run",
        "DRILL",
        1,
        1,
        (
            Option("--output", N_("write the sheets: PDF (.pdf) or Excel (.xlsx)"), "FILE", "-o"),
            OVERWRITE,
            Option("--sheet", N_("one sheet alone: its number, such as YL-2022-0001-03"), "SHEET"),
        ),
        N_(
            "DRILL is the drill's number, or its date where that is unique; `report drills` lists them. Sheets get "
            "their numbers by this, and the version of the checklist stays as it is from then on; `report checklist` "
            "only looks at them. What comes back is keyed in at F8, or with `do key_in`."
        ),
    ),
    "do": Command(
        N_("any service, with the same rights and the same audit line"),
        "tui.commands.do:run",
        "list | SERVICE [KEY=VALUE …]",
        1,
        None,
        (JSON,),
        N_(
            "Things are named by number, code or exact name. lines=ITEM:QUANTITY;… takes several lines; after the "
            "quantity each may have :lot=NUMBER (of a lot in the book) and :reason=, and one that brings stock in "
            ":batch= :maker= :produced_on= :expires_on= :quality=. A stock check is opened with "
            "parts=PERSON,PERSON:PLACE,PLACE;… and its sheet keyed with entries=LINE:QUANTITY;… "
            "(14:912;15:not_found;16:90:unfit=3:condition=to_repair). request=ID makes a retry find what was made "
            "instead of making it twice. `do list` says what each service takes."
        ),
    ),
    "read": Command(
        N_("read a filled Excel file back: a count sheet, or the workbook to move in with"),
        "tui.commands.read:run",
        "FILE.xlsx",
        1,
        1,
        (
            Option("--dry-run", N_("only say what would be done, and everything that is wrong")),
            Option("--at", N_("when the opening stock was there; now where nothing is said"), "WHEN"),
            Option("--replace", N_("let what the count sheet says replace what others have entered")),
            Option("--alone", N_("why the same person counts again: nobody else is there"), "REASON"),
            JSON,
        ),
        N_("All of it is entered, or nothing. `report blank-workbook -o FILE.xlsx` makes the one to move in with."),
    ),
    "password": Command(
        N_("set one's own password, the first of all, or as an administrator somebody else's"),
        "tui.commands.password:run",
        "[LOGIN]",
        most=1,
        more=N_(
            "The first password locks the store for good: from then on whoever acts signs in, with --as LOGIN and the "
            "password at the prompt or in XUNBEI_PASSWORD. The new password is asked for, or taken from "
            "XUNBEI_NEW_PASSWORD. Somebody else's is set with --as ADMINISTRATOR."
        ),
    ),
    "exercise": Command(
        N_("play a drill in a copy of the store; only what was done when comes back from it"),
        "tui.commands.exercise:run",
        "list | start DRILL | join DRILL | end DRILL",
        1,
        2,
        (
            Option("--keep", N_("end: keep the copy for the evaluation, as without either")),
            Option("--discard", N_("end: throw the copy away")),
            JSON,
        ),
        N_(
            "DRILL is the drill's number, or its date where that is unique. Starting one that is on joins it. Any "
            "other command is done in it with --exercise DRILL. It ends once every station has left it."
        ),
    ),
    "backup": Command(
        N_("write the whole store into one file"), "tui.commands.upkeep:back_up", "FILE", 1, 1, (OVERWRITE,)
    ),
    "restore": Command(
        N_("prove a backup and put it in the store's place; the old store stays beside it"),
        "tui.commands.upkeep:bring_back",
        "FILE",
        1,
        1,
    ),
    "fieldpack": Command(
        N_("what a duty room can run on elsewhere: paper, workbook and copy; or what was done with one since"),
        "tui.commands.fieldpack:run",
        "FOLDER | compare FOLDER",
        1,
        2,
        (
            Option("--phones", N_("with telephone numbers: they leave the house, and the trail says so")),
            Option("--output", N_("compare: write the list as a file, Excel (.xlsx) or PDF (.pdf)"), "FILE", "-o"),
            OVERWRITE,
            JSON,
        ),
        N_(
            "The copy can be worked on with --store FOLDER/store.xb. Back here, `fieldpack compare FOLDER` lists what "
            "was done there and here since, in order, with conflicts named and with the line that keys each in; "
            "nothing is taken over by itself."
        ),
    ),
    "verify": Command(
        N_("recompute every balance, walk the chain, look at triggers and keys"), "tui.commands.upkeep:prove"
    ),
    "migrate": Command(N_("bring an older store up to this program's version"), "tui.commands.upkeep:bring_up_to_date"),
}
