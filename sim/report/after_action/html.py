"""The report as one HTML file that needs nothing else."""

import json
from base64 import b64encode
from hashlib import sha256
from typing import Any

from markupsafe import Markup

from sim.report.after_action.report import Report
from sim.report.after_action.templates import asset, environment

# nothing in the data may end the element that holds it
ESCAPED = str.maketrans({one: f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"})
SECTIONS = {
    "playback": "The battle, turn by turn",
    "outlook": "Outlook and turning points",
    "typical": "What happened typically",
    "history": "Comparison with history",
    "told": "Median, best and worst run",
    "scenario": "Scenario and sources",
    "repeat": "Parameters, and how to repeat this",
}


def html(report: Report) -> str:
    """The report as HTML; all text of the scenario is escaped, and no script but ours may run."""
    made = environment(report, autoescape=True)
    made.filters |= {"embedded": embedded, "is_web": is_web, "unbroken": unbroken}
    script = asset("playback.js")
    digest = b64encode(sha256(script.encode()).digest()).decode()
    left_out = {"playback"} if report.playback is None else set()
    left_out |= set() if report.outlooks else {"outlook"}
    titles = SECTIONS | {"told": report.told_heading}
    return made.get_template("report.html.j2").render(
        report=report,
        sections=[(key, title) for key, title in titles.items() if key not in left_out],
        style=Markup(asset("report.css")),
        script=Markup(script),
        script_hash=f"sha256-{digest}",
    )


def embedded(data: Any) -> Markup:
    """JSON that may stand in a script element."""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return Markup(text.translate(ESCAPED))


def is_web(address: str | None) -> bool:
    """Whether an address may become a link; a script is none."""
    return address is not None and address.startswith(("https://", "http://"))


def unbroken(text: str) -> str:
    """The text with no line break between a number and its per cent sign."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")
