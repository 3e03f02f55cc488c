"""What a results folder says of itself: RO-Crate metadata, and how to cite it."""

import json
import tomllib
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from sim import Wargame
from sim.cli.app import app
from sim.results.crate import NAME
from tests.results.raid import raid

HOME = Path(__file__).resolve().parents[2]


@pytest.fixture
def game(tmp_path):
    return Wargame(raid(tmp_path))


def graph_of(folder):
    content = json.loads((folder / NAME).read_text())
    assert content["@context"] == [
        "https://w3id.org/ro/crate/1.1/context",
        "https://w3id.org/ro/terms/workflow-run/context",
    ]
    graph = {one["@id"]: one for one in content["@graph"]}
    assert len(graph) == len(content["@graph"])
    return graph


def references(value):
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            yield value["@id"]
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


def check_profile(folder):
    """Workflow Run Crate 0.5 on RO-Crate 1.1: what must be there, and that nothing points away."""
    graph = graph_of(folder)
    outside = ("https://w3id.org/ro/crate/", "https://bioschemas.org/")
    for one in graph.values():
        assert {"@id", "@type"} <= set(one)
        for name in references({key: value for key, value in one.items() if key != "@id"}):
            assert name in graph or name.startswith(outside), name
    assert graph[NAME]["about"] == {"@id": "./"}
    assert {"@id": "https://w3id.org/ro/crate/1.1"} in graph[NAME]["conformsTo"]
    root = graph["./"]
    assert {"name", "description", "datePublished", "license", "hasPart"} <= set(root)
    date.fromisoformat(root["datePublished"])
    profiles = {one["@id"] for one in root["conformsTo"]}
    assert {f"https://w3id.org/ro/wfrun/{kind}/0.5" for kind in ("process", "workflow")} < profiles
    recipe = graph[root["mainEntity"]["@id"]]
    assert set(recipe["@type"]) == {"File", "SoftwareSourceCode", "ComputationalWorkflow"}
    assert "ComputerLanguage" in graph[recipe["programmingLanguage"]["@id"]]["@type"]
    (run,) = [graph[one["@id"]] for one in root["mentions"]]
    assert run["@type"] == "CreateAction"
    assert graph[run["instrument"]["@id"]] is recipe
    datetime.fromisoformat(run["endTime"])
    for one in run["object"]:
        value = graph[one["@id"]]
        assert graph[value["exampleOfWork"]["@id"]]["@type"] == "FormalParameter"
    for one in root["hasPart"]:
        file = graph[one["@id"]]
        content = (folder / file["@id"]).read_bytes()
        assert sha256(content).hexdigest() == file.get("sha256", sha256(content).hexdigest())
    return graph


@pytest.mark.parametrize("kind", ["batch", "sweep", "what-if", "saved"])
def test_every_results_folder_describes_itself(game, tmp_path, kind):
    out = tmp_path / "out"
    if kind == "batch":
        game.monte_carlo(20, out=out)
    elif kind == "sweep":
        game.sweep(20, vary={"units.guards.men": [50, 60]}, out=out)
    elif kind == "what-if":
        game.what_if({"units.guards.men": 60}, 20, out=out)
    else:
        game.monte_carlo(20).save(out)
    graph = check_profile(out)
    assert graph["#runs-value"]["value"] == 20
    assert graph["#points-value"]["value"] == {"batch": 1, "saved": 1}.get(kind, 2)
    assert graph["#run"]["actionStatus"] == "http://schema.org/CompletedActionStatus"
    assert {one["name"] for one in graph.values() if one.get("@id") in ("#source-1", "#source-2")}
    again = game.monte_carlo(5, out=out, overwrite=True)
    assert again.runs == 5


def test_a_batch_that_was_killed_says_that_it_is_not_complete(game, tmp_path):
    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        game.monte_carlo(40, chunk=10, out=tmp_path / "out", progress=stop)
    graph = check_profile(tmp_path / "out")
    assert graph["#run"]["actionStatus"] == "http://schema.org/FailedActionStatus"


def test_odds_describe_themselves_too(tmp_path):
    out = tmp_path / "odds"
    words = ["odds", "--attacker", "2@1", "--defender", "1@1", "--out", str(out)]
    assert CliRunner().invoke(app, words).exit_code == 0
    graph = check_profile(out)
    assert graph["./"]["mainEntity"] == {"@id": "odds.json"}
    assert CliRunner().invoke(app, [*words, "--overwrite"]).exit_code == 0


def test_a_folder_says_how_it_is_cited(game, tmp_path):
    game.monte_carlo(20, seed=4, out=tmp_path / "out")
    text = CliRunner().invoke(app, ["cite", str(tmp_path / "out")]).stdout
    assert "A raid. Simulated with Beachhead" in text
    assert "20 runs, seed 4" in " ".join(text.split())
    assert "Source: A book." in text
    words = ["cite", str(tmp_path / "out"), "--format", "bibtex"]
    bibtex = CliRunner().invoke(app, words).stdout
    assert bibtex.count("@misc{") == 3
    assert bibtex.count("@software{beachhead,") == 1
    assert bibtex.count("{") == bibtex.count("}")


def test_titles_are_cited_as_they_are(game, tmp_path):
    titled = game.set({"title": "100 % of A_1 & B\N{RIGHT-TO-LEFT OVERRIDE}#{$"})
    titled.monte_carlo(2, out=tmp_path / "out")
    bibtex = CliRunner().invoke(app, ["cite", str(tmp_path / "out"), "--format", "bibtex"]).stdout
    assert r"title = {100 \% of A\_1 \& B\#(\$}," in bibtex


def test_the_program_says_how_it_is_cited():
    cited = yaml.safe_load((HOME / "CITATION.cff").read_text())
    project = tomllib.loads((HOME / "pyproject.toml").read_text())["project"]
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert cited["version"] == project["version"]
    assert cited["license"] == project["license"]
