"""Films of the map: frames as a player shows them."""

import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image

from sim.plots.map.hours import animation
from sim.results.errors import UserError
from tests.plots.landing import hour, landing, made

RED, BLUE = (213, 94, 0), (0, 114, 178)
HOURS = [hour(n) for n in (0, 9, 20)]


@pytest.fixture
def batch(tmp_path):
    return made(landing(tmp_path))


def painted(frame, colour):
    """Pixels of about that colour; a film keeps none exactly."""
    return int((np.abs(frame.astype(int) - colour).max(axis=2) < 40).sum())


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg: apt-get install ffmpeg")
def test_an_mp4_has_a_frame_an_hour_that_every_player_can_show(batch, tmp_path):
    film = tmp_path / "films" / "film.mp4"
    assert animation(batch, film, HOURS) == HOURS
    ffmpeg = ["ffmpeg", "-v", "error", "-i", str(film), str(tmp_path / "frame-%d.png")]
    subprocess.run(ffmpeg, check=True)
    names = sorted(tmp_path.glob("frame-*.png"))
    frames = [np.asarray(Image.open(name).convert("RGB")) for name in names]
    assert len(frames) == len(HOURS)
    red, blue = ([painted(frame, colour) for frame in frames] for colour in (RED, BLUE))
    assert red == sorted(red)
    assert blue == sorted(blue, reverse=True)
    assert red[-1] > red[0]
    described = subprocess.run(["ffmpeg", "-i", film], capture_output=True, text=True).stderr
    assert "h264" in described
    assert "yuv420p" in described  # other layouts stay black in browsers


def test_without_ffmpeg_an_mp4_is_refused_with_what_else_there_is(batch, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    film = tmp_path / "film.mp4"
    with pytest.raises(UserError, match=r"\.mp4 needs the program ffmpeg; \.gif and \.html do not"):
        animation(batch, film, HOURS)
    assert not film.exists()
    assert animation(batch, film.with_suffix(".gif"), HOURS[:2]) == HOURS[:2]
