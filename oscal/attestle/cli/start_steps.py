"""The steps of `attestle start`: questions first, then plain commands, then where it all stands."""

from __future__ import annotations

import datetime as dt
import importlib
import shlex
import textwrap
from dataclasses import field
from pathlib import Path

import click

from ..api import first_steps
from ..api.first_steps import Beginning
from ..api.statuses import judge_status
from ..errors import ExitCode, ToolkitError
from ..formats.decision_table import read_decision_table
from ..lazy_dataclasses import dataclass
from ..model.decisions import (
    NOT_KNOWN,
    Scenario,
    choose_scenario,
    describe_situation,
    list_notes,
)
from ..model.frameworks import SP_800_171_R2, TERM_NAMES
from ..store import folders
from .output import emit
from .standing import emit_standing
from .start_questions import Questions, make_slug, read_file_name, read_slug
from .start_report import REPORT_QUESTIONS, ask_report

_DECISION = tuple(item.id for item in read_decision_table().questions)
# Every key of a file of answers, in the order in which it is asked
QUESTIONS = (
    *_DECISION,
    "decided-by",
    "folder",
    "system",
    "title",
    "organization",
    "description",
    "information-description",
    *REPORT_QUESTIONS,
    "controls",
    "states",
    "inventory",
    "matrix",
    "provider",
    "provider-cloud",
    "provider-service",
)
# Where a workspace is made if nobody says where
FOLDER = "compliance"
_OWNER = "system-owner"
_NOT_SAID = (
    " Nobody has said yet whether it is a cloud service provider; until then it is taken as one."
)
_WIDTH = 76


@dataclass(slots=True)
class FirstDay:
    """What was asked and done; `done` are the commands that ran,
    `failed` those that took not all.
    """

    questions: Questions
    root: Path | None
    named: str | None = None
    folder: str = FOLDER
    done: list[str] = field(default_factory=list, init=False)
    failed: list[str] = field(default_factory=list, init=False)
    beginning: Beginning = field(default_factory=Beginning, init=False)
    _profile: str = field(default=SP_800_171_R2.default_profile, init=False)

    def run(self) -> None:
        if self.root:
            self.beginning = first_steps.read_beginning(self.root, self.named)
        situation, scenario = self._decide()
        if not self._make_workspace():
            return
        if scenario is None or scenario.has_system or self.beginning.system:
            self._describe_system(situation)
        self._import_files()
        self._sum_up()

    def _decide(self) -> tuple[list[str], Scenario | None]:
        """The options that record the situation, and what it asks for; as recorded, if it is."""
        if self.beginning.situation:
            emit(f"recorded: {self.beginning.situation}")
            return [], None
        table = read_decision_table()
        answers = {
            item.id: self.questions.choose(item.id, item.text, item.answers, NOT_KNOWN)
            for item in table.questions
        }
        scenario = choose_scenario(table, answers)
        emit()
        _emit_filled(scenario.title, style="bold")
        for number, step in enumerate(scenario.steps, 1):
            _emit_filled(f"{number}. {step}", "  ")
        for text in list_notes(table, answers):
            _emit_filled(f"note: {text}", "  ")
        self._profile = table.profiles[answers["information"]]
        options = ["--situation", describe_situation(table, answers)]
        if not scenario.has_system:
            emit()
            _emit_filled(
                "No CMMC system is made: nothing asks for one. The situation is recorded with a"
                " system, so it is asked again next time."
            )
            return [], scenario
        who = self.questions.write("decided-by", "Who answers this, by name or office?")
        options += ["--decided-by", who] if who else []
        return [*options, "--date", dt.date.today().isoformat()], scenario

    def _make_workspace(self) -> bool:
        if self.root is not None:
            return True
        folder = self.questions.write("folder", "Folder for the workspace?", default=self.folder)
        place = Path(folder or self.folder)
        # made by an earlier run, which was typed in the folder around it
        if not folders.is_made(place) and self._do("-q", "init", str(place)):
            return False
        self.root = place
        self.beginning = first_steps.read_beginning(self.root)
        return True

    def _describe_system(self, situation: list[str]) -> None:
        root = self.root
        if root is None or not (self.beginning.system or self._make_system()):
            return
        self.beginning = first_steps.read_beginning(root, self.named or self.beginning.system)
        system = self.beginning.system
        if situation and not self.beginning.situation:
            self._do("new", "engagement", system, *situation)
        if self.beginning.has_report:
            return
        report = ask_report(self.questions)
        for title, services in report.carve_outs.items():
            self._make_provider(title, services)
        if report.options:
            self._do("new", "engagement", system, *report.options)

    def _make_system(self) -> bool:
        ask = self.questions.write
        name = ask("system", "Short name of the system?", read_slug, "enclave")
        title = ask("title", "Its name, as people say it?", default=name or "enclave")
        organization = ask("organization", "Which organisation is responsible for it?")
        description = ask("description", "What is it and what does it do, in a sentence?")
        information = ask(
            "information-description", "Which information of the government's does it hold?"
        )
        needed = (organization, description, information)
        if not all(needed):
            _emit_filled(
                "No system is made yet: its plan cannot be without organisation, description and"
                " the information it holds. Run start again when they are known."
            )
            self.failed.append("new system")
            return False
        target = SP_800_171_R2.find_target(self._profile)
        options = {
            "--title": title or name,
            "--description": description,
            "--organization": organization,
            "--information-type": TERM_NAMES[SP_800_171_R2.terms[target]],
            "--information-description": information,
            "--user": "System users",
            "--owner-role": _OWNER,
            "--owner-title": "System Owner",
            "--profile": self._profile,
        }
        words = [word for pair in options.items() for word in pair]
        if self._do("new", "system", name or "enclave", *words):
            return False
        self.named = name or "enclave"
        return True

    def _import_files(self) -> None:
        """Each sheet that a team has, unless one of its kind was taken before."""
        seen, ask = self.beginning, self.questions.write
        if not seen.has_controls:
            file = ask("controls", "A spreadsheet of SOC 2 controls (xlsx, csv)?", read_file_name)
            if file:
                name = make_slug(Path(file).stem)
                self._do("import", "controls", file, "--name", name or "soc2-controls")
        if not seen.system:
            return
        for key, kind, is_there, text in (
            (
                "states",
                "states",
                seen.has_states,
                "A self-assessment, by requirement or objective?",
            ),
            ("inventory", "inventory", seen.has_assets, "A list of assets?"),
        ):
            file = "" if is_there else ask(key, text, read_file_name)
            if file:
                self._do("import", kind, file, "--system", seen.system)
        if not seen.has_matrix:
            self._import_matrix()

    def _import_matrix(self) -> None:
        ask, system = self.questions.write, self.beginning.system
        file = ask("matrix", "A provider's responsibility matrix?", read_file_name)
        if not file:
            return
        name = ask("provider", "Which provider is it of?")
        slug = make_slug(name)
        words = {"yes": "yes", "no": "no", NOT_KNOWN: "not known"}
        cloud = self.questions.choose(
            "provider-cloud", "Is it a cloud service provider?", words, NOT_KNOWN
        )
        service = ask("provider-service", "Which service does it give?")
        if not (slug and service):
            _emit_filled("The matrix is not taken: name and service of its provider are needed.")
            self.failed.append("import matrix")
            return
        if not self._make_provider(name, service, cloud):
            self._do("import", "matrix", file, "--provider", slug, "--system", system)

    def _make_provider(self, title: str, service: str, cloud: str = NOT_KNOWN) -> int:
        """Its file, unless there is one. What is not known is read as what asks for more: a cloud
        service needs an authorization. The file says that nobody knows.
        """
        slug = make_slug(title)
        if slug in self.beginning.providers:
            return 0
        text = f"{service.rstrip('.')}.{_NOT_SAID}" if cloud == NOT_KNOWN else service
        options = ["--title", title, "--service", service, "--description", text]
        options += ["--no-cloud" if cloud == "no" else "--cloud", "--owner", self.beginning.owner]
        code = self._do("new", "provider", self.beginning.system, slug, *options)
        if self.root and not code:
            self.beginning = first_steps.read_beginning(self.root, self.beginning.system)
        return code

    def _sum_up(self) -> None:
        """Both scores or why there is none, what rests on rows, and the next step."""
        root = self.root
        if root is None:
            return
        emit()
        if not self.beginning.system:
            self._emit_reached(first_steps.count_reached(root))
            return
        emit_standing(judge_status(root, self.beginning.system)[0])
        if self.failed:
            _emit_filled(f"not done, or not whole: {'; '.join(self.failed)}")
        emit(f"next: {self._name_next_steps(root)}")

    def _emit_reached(self, reached: first_steps.Reached) -> None:
        """The figures of `gap`, and what they wait for where no control is said to operate."""
        number = reached.strong + reached.partial
        grades = f": {reached.strong} strong, {reached.partial} partial" if number else ""
        emit(
            f"{number} of {reached.total} objectives of CMMC are reached by a SOC 2 control{grades}"
        )
        if reached.unstated:
            _emit_filled(
                f"Nothing says that {reached.unstated} of your {reached.controls} controls operate,"
                " so they count for less: add a column Status, or the auditor's results, to the"
                " sheet, and import it again."
            )
        gap, sheet = self.write_command("gap"), ("import", "controls", "FILE", "--name", "NAME")
        first = "" if reached.controls else f"{self.write_command(*sheet)}, then: "
        emit(f"next: {first}{gap}")

    def _name_next_steps(self, root: Path) -> str:
        """Answers before gaps, and gaps before a plan of action, which Level 1 has not."""
        seen = first_steps.read_beginning(root, self.beginning.system)
        gap = self.write_command("gap")
        if not seen.has_states:
            states = self.write_command("import", "states", "FILE")
            return f"answer {seen.folder}/controls, or: {states}; then: {gap}"
        return f"{gap}, then: {self.write_command('poam', 'sync')}" if seen.has_plan else gap

    def write_command(self, *words: str) -> str:
        """The command as it can be typed from here."""
        made = self.root and "init" not in words and not _is_around(self.root)
        place = ["--root", str(self.root)] if made else []
        return shlex.join(["attestle", *place, *words])

    def _do(self, *words: str) -> int:
        """Show a command, run it, and note what it did not take; its exit code."""
        line = self.write_command(*words)
        emit()
        emit(f"$ {line}", style="bold")
        code = _run_command(shlex.split(line)[1:])
        (self.failed if code else self.done).append(" ".join(words[:2]).removeprefix("-q "))
        if code:
            _emit_filled(
                "That did not take everything; see the messages above, and type it again with what"
                " they say. The rest goes on."
            )
        return code


def _is_around(root: Path) -> bool:
    """Whether commands typed here find that workspace."""
    here, place = Path.cwd(), root.absolute()
    return place == here or place in here.parents


def _run_command(words: list[str]) -> int:
    """A command of the tool in this process; its exit code."""
    # the table of commands names this file: imported when it runs, as every command is
    command: click.Group = importlib.import_module(".root", __package__).root
    try:
        code = command.main(
            words, prog_name="attestle", standalone_mode=False, obj={"is_step": True}
        )
    except click.ClickException as error:
        emit(f"error: {error.format_message()}", err=True)
        return int(ExitCode.USAGE)
    except ToolkitError as error:
        emit(f"error: {error}", err=True)
        return int(error.exit_code)
    return code if isinstance(code, int) else 0


def _emit_filled(text: str, pad: str = "", style: str | None = None) -> None:
    for line in textwrap.wrap(
        text, _WIDTH, initial_indent=pad, subsequent_indent=f"{pad}   ", break_on_hyphens=False
    ):
        emit(line, style=style)
