"""Rows of a batch as bytes, and battles as command lines, for tests of whole batches."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

REPOSITORY = Path(__file__).resolve().parents[2]


def rows(folder):
    """Every row of a results folder as text, in order of run and point; no row is there twice."""
    assert not list(folder.rglob("*.tmp"))
    tables = [pq.ParquetFile(path).read() for path in parts(folder)]
    table = pa.concat_tables(tables, promote_options="default").to_pylist()
    keys = [(row["run"], row.get("point", 0)) for row in table]
    assert len(keys) == len(set(keys))
    assert keys == sorted(keys)
    return [json.dumps(row) for row in table]


def summaries(batch):
    return {name: one.as_json() for name, one in batch.summaries.items()}


def environment():
    return {**os.environ, "PYTHONPATH": str(REPOSITORY), "MPLBACKEND": "Agg"}


def start(*words, **options):
    """A `beachhead` process that was started, in a process group of its own."""
    command = [sys.executable, "-m", "sim", *map(str, words)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment(), start_new_session=True, **options,
    )  # fmt: skip


def finished(process, timeout=300):
    """Exit code, standard output and standard error of a process."""
    output, errors = process.communicate(timeout=timeout)
    return process.returncode, output, errors


def wait_for(condition, seconds=120):
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def parts(folder):
    return sorted((folder / "outcomes").glob("part-*.parquet"))
