"""The cache of compiled kernels: never stale, and never in the way."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim import machine_code, own_files
from tests.kernels import lend_kernels
from tests.skirmish import __file__ as skirmish

PACKAGE = Path(__file__).resolve().parents[1] / "sim"
COMPILE = "from sim.kernel import compile_kernels; compile_kernels()"
DRAW = f"""
{COMPILE}
import numpy as np
from sim.luck.draws import Draws
print(Draws(1, np.arange(3)).uniform(np.uint64(5), 0, np.arange(3)).tolist())
"""
FIGHT = (
    COMPILE
    + """
from tests.skirmish import played
print({name: values.sum() for name, values in played(10).outcomes.items()
       if name.endswith("casualties")})
"""
)


@pytest.fixture
def copy(tmp_path):
    """A copy of the package, whose kernels nobody has compiled."""
    home = tmp_path / "copy"
    shutil.copytree(PACKAGE, home / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    return home


def environment(home, **more):
    plain = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    return plain | {"PYTHONPATH": str(home), **more}


def told(home, program=DRAW, before="", **more):
    words = [sys.executable, "-W", "error", "-c", before + program]
    done = subprocess.run(
        words, cwd=home, env=environment(home, **more), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def cached(folder):
    return sorted(path.name for kind in ("nbc", "code") for path in folder.rglob(f"*.{kind}"))


def change(file, before, after):
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))


def test_who_wants_to_know_is_told_of_what_is_compiled(copy):
    telling = """
from sim.kernel import compiling_told
with compiling_told(lambda: print("compiling")):
    print(Draws(1, np.arange(3)).uniform(np.uint64(5), 0, np.arange(3)).tolist())
print(Draws(1, np.arange(3)).uniform(np.uint64(6), 0, np.arange(3)).tolist())
"""
    program = DRAW.rpartition("print")[0] + telling
    first, *drawn = told(copy, program).splitlines()
    assert first == "compiling"
    assert told(copy, program).splitlines() == drawn


def test_kernels_that_are_kept_are_loaded_sooner_than_others_are_compiled(copy):
    few = """
from sim import kernel
kernel.expect(kernel.FEW_ROWS + 1)
print(kernel._compiled)
"""
    assert told(copy, few) == "False\n"
    told(copy)
    assert told(copy, few) == "True\n"


def test_a_constant_of_a_file_that_is_inlined_elsewhere_counts_at_once(copy):
    drawn = told(copy)
    kernels = copy / "sim" / "__pycache__" / "kernels"
    before = cached(kernels)
    assert before
    philox = copy / "sim" / "luck" / "philox.py"
    change(philox, "_M0 = np.uint64(0xD2511F53)", "_M0 = np.uint64(0xD2511F55)")
    other = told(copy)
    assert other == told(copy, BEACHHEAD_INTERPRET="1") != drawn
    after = cached(kernels)
    assert len(after) == len(before)  # what the older code became is gone
    assert not set(before) & set(after)
    change(philox, "_M0 = np.uint64(0xD2511F55)", "_M0 = np.uint64(0xD2511F53)")
    assert told(copy) == drawn


@pytest.mark.parametrize("kernel", ["uniform_pairs", "uniform_pair"])  # the first calls the other
def test_the_options_of_a_kernel_count_at_once(copy, kernel):
    drawn = told(copy)
    kernels = copy / "sim" / "__pycache__" / "kernels"
    before = cached(kernels)
    philox = copy / "sim" / "luck" / "philox.py"
    head = re.search(rf"@njit\((.*)\)\ndef {kernel}\(", philox.read_text())
    change(philox, head[0], head[0].replace(head[1], f"{head[1]}, boundscheck=True"))
    assert told(copy) == drawn
    after = cached(kernels)
    assert len(after) == len(before)
    assert after != before


@pytest.mark.slow
def test_the_exposure_of_attackers_counts_at_once(copy):
    """The kernel that musters has the functions of the modifiers inlined."""
    lend_kernels(copy / "sim")
    (copy / "tests").mkdir()
    shutil.copy(skirmish, copy / "tests")
    (copy / "tests" / "__init__.py").touch()
    before = told(copy, FIGHT)
    change(
        copy / "sim" / "rules" / "modifiers.py",
        "return fire * m[_ATTACK_FIRE], 1.0 -",
        "return fire * m[_ATTACK_FIRE], 5.0 -",
    )
    exposed = told(copy, FIGHT)
    assert exposed == told(copy, FIGHT, BEACHHEAD_INTERPRET="1") != before


def test_code_that_is_the_same_is_compiled_once(copy):
    told(copy)
    kernels = copy / "sim" / "__pycache__" / "kernels"
    dates = {path: path.stat().st_ino for path in kernels.iterdir()}
    file = copy / "sim" / "luck" / "philox.py"
    file.write_text(file.read_text().replace('"""Ten rounds', '"""All ten rounds'))
    told(copy)
    assert {path: path.stat().st_ino for path in kernels.iterdir()} == dates


def no_folder_in(path):
    """Put a file where a folder would have to be made, as good as a disk that is read-only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def test_a_package_that_cannot_be_written_to_uses_other_folders_or_none(copy, tmp_path):
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    temporary.mkdir()
    where = {"HOME": str(home), "TMPDIR": str(temporary), "XDG_CACHE_HOME": ""}
    expected = told(copy, BEACHHEAD_INTERPRET="1")
    no_folder_in(copy / "sim" / "__pycache__" / "kernels")
    assert told(copy, **where) == expected
    assert cached(home / ".cache" / "beachhead")
    shutil.rmtree(home)
    home.touch()
    assert told(copy, **where) == expected
    (folder,) = temporary.iterdir()
    assert cached(folder)
    assert not folder.stat().st_mode & 0o077
    shutil.rmtree(folder)
    folder.touch()
    assert told(copy, **where) == expected


def test_a_folder_that_others_can_write_to_is_not_trusted(copy, tmp_path):
    told(copy, NUMBA_CACHE_DIR=str(tmp_path / "shared"))
    folder = tmp_path / "shared" / "beachhead"
    assert cached(folder)
    shutil.rmtree(folder)
    folder.mkdir()
    folder.chmod(0o777)
    told(copy, NUMBA_CACHE_DIR=str(tmp_path / "shared"))
    assert not cached(folder)


def test_a_full_disk_costs_time_alone(copy):
    full = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
"""
    # Python itself would keep half a file of the bytecode that it writes.
    plain = {"PYTHONDONTWRITEBYTECODE": "1"}
    assert told(copy, before=full, **plain) == told(copy, BEACHHEAD_INTERPRET="1", **plain)
    assert not [*(copy / "sim" / "__pycache__" / "kernels").iterdir()]


def test_damaged_files_are_compiled_anew(copy):
    drawn = told(copy)
    for path in (copy / "sim" / "__pycache__" / "kernels").iterdir():
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    assert told(copy) == drawn


def test_what_was_compiled_runs_without_the_compiler(copy):
    drawn = told(copy)
    assert told(copy, f"{DRAW}\nimport sys; print('numba' in sys.modules)") == f"{drawn}False\n"


def test_what_has_to_be_compiled_runs_beside_what_was_loaded(copy):
    drawn = told(copy)
    more = f"{DRAW}\nprint(Draws(1, np.arange(3)).pair(np.uint64(5), 0, np.arange(3))[1].tolist())"
    assert told(copy, more) == told(copy, more, BEACHHEAD_INTERPRET="1")
    assert told(copy, more).startswith(drawn)


def test_what_a_compiler_has_kept_is_enough(copy):
    drawn = told(copy)
    kernels = copy / "sim" / "__pycache__" / "kernels"
    codes = {path.name for path in kernels.glob("*.code")}
    for name in codes:
        (kernels / name).unlink()
    others = {path: path.stat().st_ino for path in kernels.iterdir()}
    assert told(copy) == drawn
    made = {path.name for path in kernels.glob("*.code")}
    assert made
    assert made <= codes
    assert others == {path: path.stat().st_ino for path in others}


@pytest.mark.parametrize("content", [b"", b"half", own_files.digest(b"no pickle") + b"no pickle"])
def test_machine_code_that_is_none_is_made_anew(copy, content):
    drawn = told(copy)
    for path in (copy / "sim" / "__pycache__" / "kernels").glob("*.code"):
        path.write_bytes(content)
    assert told(copy) == drawn


def test_kernels_have_run_without_the_numba_of_the_lock_and_the_oldest():
    root = PACKAGE.parent
    locked = re.search(r"^numba==(\d+\.\d+)", (root / "requirements.lock").read_text(), re.M)
    oldest = re.search(r'"numba>=(\d+\.\d+)', (root / "pyproject.toml").read_text())
    assert {locked[1], oldest[1]} <= {*machine_code.KNOWN}


def test_a_numba_that_nobody_has_tried_loads_kernels_itself(copy):
    untried = "from sim import machine_code; machine_code.KNOWN = ()\n"
    drawn = told(copy, before=untried)
    kernels = copy / "sim" / "__pycache__" / "kernels"
    files = cached(kernels)
    assert not [*kernels.glob("*.code")]
    assert told(copy, before=untried) == drawn == told(copy)
    assert {*files} < {*cached(kernels)}


def test_threads_may_call_a_kernel_for_the_first_time_at_once():
    program = f"""
{COMPILE}
import sys, threading
import numpy as np
from sim.world.state import chosen
rows, found, ready = np.arange(6), [], threading.Barrier(8)
def first():
    ready.wait()
    found.append(chosen(rows, rows > 2).tolist())
threads = [threading.Thread(target=first) for _ in range(8)]
for one in threads: one.start()
for one in threads: one.join()
print(found == [[3, 4, 5]] * 8, "numba" in sys.modules)
"""
    told(PACKAGE.parent, program)
    assert told(PACKAGE.parent, program) == "True False\n"


def test_ctrl_c_in_a_kernel_that_gives_a_bundle_back_is_heeded():
    program = f"""
{COMPILE}
import signal, sys
import numpy as np
from sim.rules.movement_kernel import Tracks, arriving
small, long, flags = (np.zeros((4, 5), kind, "F") for kind in (np.int8, np.int32, np.bool_))
place = np.zeros((4, 5), np.int16, "F")
track = Tracks(small, place, place, long, long, flags, np.ones((9, 5), bool))
given, sent, heeded = (np.arange(4), np.full(4, -1), 3, track), 0, 0
def stop(*_):
    global armed, sent
    if armed:
        armed, sent = False, sent + 1
        raise KeyboardInterrupt
armed = False
arriving(*given)
signal.signal(signal.SIGALRM, stop)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
for n in range(1, 201):
    try:
        armed = True
        while sent < n:
            arriving(*given)
    except KeyboardInterrupt:
        heeded += 1
signal.setitimer(signal.ITIMER_REAL, 0)
print(sent, heeded, "numba" in sys.modules)
"""
    warm = program.replace("range(1, 201)", "()")
    told(PACKAGE.parent, warm)
    assert told(PACKAGE.parent, program) == "200 200 False\n"


def test_processes_may_compile_side_by_side(copy):
    words = [sys.executable, "-c", DRAW]
    options = {"cwd": copy, "env": environment(copy), "stdout": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(words, **options) for _ in range(2)]
    said = {one.communicate()[0] for one in both}
    assert [one.returncode for one in both] == [0, 0]
    assert said == {told(copy)} == {told(copy, BEACHHEAD_INTERPRET="1")}
