"""How to cite results: the batch itself, the program, and the sources of its scenario."""

import textwrap

from sim.results.store import Store

WIDTH = 80
SPECIAL = "&%$#_~^"
"""Characters that mean something to TeX."""
AUTHORS = "the Beachhead authors"


def citation(store: Store, *, bibtex: bool = False) -> str:
    """The citation of a results folder, as sentences or as BibTeX."""
    return _bibtex(store) if bibtex else _sentences(store)


def _what(store: Store) -> str:
    manifest = store.manifest
    points = len(manifest.points)
    at = f" at each of {points:,} points" if points > 1 else ""
    return f"{manifest.done:,} runs{at}, seed {manifest.seed}"


def _sentences(store: Store) -> str:
    manifest, definition = store.manifest, store.document.definition
    version = manifest.versions["beachhead"]
    lines = [
        f"{definition.title}. Simulated with Beachhead {version}: {_what(store)}. "
        f"Fingerprint {manifest.fingerprint}.",
        f"{AUTHORS[0].upper()}{AUTHORS[1:]}. Beachhead, version {version}: battles as turn-based "
        "simulations. Software, BSD-3-Clause.",
    ]
    for one in definition.sources.values():
        parts = [one.author, one.title, one.address]
        lines.append(f"Source: {'. '.join(part for part in parts if part)}.")
    wrapped = (
        textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False) for line in lines
    )
    return "\n".join(wrapped) + "\n"


def _bibtex(store: Store) -> str:
    manifest, definition = store.manifest, store.document.definition
    version = manifest.versions["beachhead"]
    entries = [
        (
            "misc",
            f"{manifest.scenario['name']}_{manifest.fingerprint[:8]}",
            {
                "title": definition.title,
                "howpublished": f"Simulated with Beachhead {version}",
                "note": f"{_what(store)}; fingerprint {manifest.fingerprint}",
            },
        ),
        ("software", "beachhead", {"title": "Beachhead", "author": AUTHORS, "version": version}),
    ]
    for name, one in definition.sources.items():
        fields = {"title": one.title, "author": one.author, "url": one.address}
        entries.append(("misc", name, {k: v for k, v in fields.items() if v}))
    return "\n".join(_entry(*one) for one in entries)


def _entry(kind: str, name: str, fields: dict[str, str]) -> str:
    lines = [f"  {key} = {{{_plain(value, key)}}}," for key, value in fields.items()]
    return "\n".join([f"@{kind}{{{name},", *lines, "}", ""])


def _plain(text: str, field: str) -> str:
    """Text that TeX sets as it is, without braces that would end the field; addresses stay."""
    text = text.replace("{", "(").replace("}", ")").replace("\\", "/")
    if field == "url":
        return text
    return "".join(_escaped(one) if one in SPECIAL else one for one in text)


def _escaped(character: str) -> str:
    return f"\\{character}{{}}" if character in "~^" else f"\\{character}"
