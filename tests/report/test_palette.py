"""Pictures in a palette."""

from io import BytesIO

import numpy as np
from PIL import Image

from sim.report.after_action.palette import COLOURS, with_fewer_colours


def png(pixels):
    out = BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def seen(content):
    return np.asarray(Image.open(BytesIO(content)).convert("RGB"))


def test_few_colours_are_kept_as_they_are():
    pixels = np.random.default_rng(1).integers(0, 4, (40, 60, 3)).astype(np.uint8) * 80
    np.testing.assert_array_equal(seen(with_fewer_colours(png(pixels))), pixels)


def test_of_many_the_most_frequent_are_kept_and_the_others_are_near():
    shades = np.linspace(0, 255, 900).astype(np.uint8).reshape(30, 30)
    pixels = np.stack([shades, shades[::-1], shades * 0], axis=2)
    pixels[:5] = (204, 121, 167)  # as of a thin line
    found = seen(with_fewer_colours(png(pixels)))
    assert len(np.unique(found.reshape(-1, 3), axis=0)) <= COLOURS
    np.testing.assert_array_equal(found[:5], pixels[:5])
    assert np.abs(found.astype(int) - pixels).max() <= 16
