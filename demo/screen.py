"""What the demo prints: before and after side by side, in colour where there is a terminal for it."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from demo.script import Said
from veilscript.v1 import redaction_pb2 as pb

INTRO = """A customer calls a pharmacy. Speech recognition writes down what is said, and the calling platform
streams it, turn by turn, to a Veilscript server that was started for this demo. Only the right column goes on to the
screen, the CRM, the language model and the disk."""

HELD = """held back: what is said next could make this part of something personal, so it waits for that,
{seconds:g} s at most, and is then hidden rather than shown"""

HOLDS = """One line for each personal thing that was said, however many turns it took to say. The audit holds its type,
where it was said (turn, and characters from-to) and when (so that the recording can be cut too), which recognizer found
it and how sure it was, how it was hidden, under which policy, and a fingerprint made with a secret key, by which the
same value can be found again when somebody asks to be deleted."""

ERASED = """The search found nothing any more. What could have been found is not only deleted: the keys that it was
sealed under are destroyed, so that no copy of it that lies elsewhere can be opened either. The certificate says what
was checked and what was not, and the proof in it leads to the signed log."""

HOLDS_NOT = """It does not hold a single word of the call, and no value: nothing in it can be turned back into a name or
a number. The label in the text ([PERSON_1]) is the same each time the same thing is said in a call, so the
conversation can still be followed."""


class Screen:
    """Prints the demo. Colour and width are those of the terminal; NO_COLOR is honoured; a pipe gets plain text."""

    def __init__(self) -> None:
        console = Console(highlight=False)
        self._console = console if console.is_terminal else Console(highlight=False, width=132)
        self._explained = False

    @property
    def width(self) -> int:
        """Columns."""
        return self._console.width

    def introduce(self, target: str, policy: str) -> None:
        """Say what is about to happen."""
        self._rule("One call through Veilscript")
        self._paragraph(INTRO)
        self._paragraph(f"Server: {target}. Policy: default ({policy[:12]}).")
        self._row(Text("", "bold"), Text("what was said", "bold"), Text("what is passed on", "bold"))
        self._console.print(Rule(style="dim"))

    def held(self, number: int, said: Said, seconds: float) -> None:
        """Show that a turn waits, and, the first time, why."""
        why = "held back, as above" if self._explained else " ".join(HELD.format(seconds=seconds).split())
        self._explained = True
        self._row(_who(number, said), Text(said.text), Text(why, "yellow"))

    def revised(self, revision: pb.Revision) -> None:
        """Show that more of a turn was hidden after it had been passed on."""
        what = f"turn {revision.segment_id}: what was passed on is hidden now, as {revision.replacement}"
        self._row(Text(""), Text(""), Text(what, "yellow"))

    def passed_on(self, number: int, said: Said, answer: pb.RedactedSegment) -> None:
        """Show a turn as it came and as it left."""
        before, after = Text(said.text), Text(answer.text)
        for entity in answer.entities:
            for span in entity.spans:
                if span.segment_id == answer.segment_id:
                    before.stylize("bold red", span.source_range.start, span.source_range.end)
                    after.stylize("bold green", span.redacted_range.start, span.redacted_range.end)
        self._row(_who(number, said), before, after)

    def sum_up(self, counts: Iterable[tuple[str, int]], turns: int) -> None:
        """Show the server's summary of the call."""
        found = ", ".join(f"{name} {count}" for name, count in sorted(counts))
        self._console.print()
        self._paragraph(f"The call is over: {turns} turns, and in them {found}.")

    def command_follows(self, title: str, command: str) -> None:
        """Announce a command of the product and what it prints."""
        self._rule(title)
        self._paragraph(f"$ {command}")

    def erased(self) -> None:
        """Say what the erasure came to."""
        self._console.print()
        self._paragraph(ERASED)

    def explain(self, searched: int, values: int) -> None:
        """Say what the audit holds, and what was looked for in it in vain."""
        self._console.print()
        self._paragraph(HOLDS)
        self._paragraph(HOLDS_NOT)
        self._paragraph(
            f"To be sure, this demo has just searched everything the server wrote to disk ({searched:,} bytes: audit,"
            f" keys and log) for {values} forms of what the customer said: none is there."
        )

    def _rule(self, title: str) -> None:
        self._console.print()
        self._console.print(Rule(title, style="cyan"))

    def _paragraph(self, text: str) -> None:
        self._console.print(Padding(" ".join(text.split()), (0, 1)), soft_wrap=False)
        self._console.print()

    def _row(self, who: Text, before: Text, after: Text) -> None:
        table = Table.grid(expand=True, padding=(0, 2))
        table.add_column(width=12)
        table.add_column(ratio=1)
        table.add_column(ratio=1)
        table.add_row(who, before, after)
        self._console.print(table)


def _who(number: int, said: Said) -> Text:
    return Text(f"{number:2} {said.speaker}", "cyan" if said.speaker == "agent" else "magenta")
