"""Functions are short and take few parameters; the commands of the command line have options."""

import ast
from pathlib import Path

import numpy as np
import typer.main

import sim
from sim.cli.app import app

HOME = Path(sim.__file__).parent
MOST_PARAMETERS = 8
MOST_LINES = 25
"""Lines of nineteen in twenty functions, at most."""


def functions():
    for path in HOME.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(HOME)}: {node.name}", node


def parameters(node):
    names = [one.arg for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    return [name for name in names if name not in ("self", "cls")]


def commands():
    group = typer.main.get_command(app)
    return {command.callback.__name__ for command in group.commands.values()}


def test_no_function_but_a_command_has_many_parameters():
    many = [where for where, node in functions() if len(parameters(node)) > MOST_PARAMETERS]
    named = commands()
    assert [one for one in many if not (one.startswith("cli/") and one.split()[-1] in named)] == []


def test_functions_are_short():
    lines = [node.end_lineno - node.lineno + 1 for _, node in functions()]
    assert np.percentile(lines, 95) <= MOST_LINES
