"""A small battle whose every title is hostile to something that shows it."""

from sim.scenario import Document, load

TITLES = {
    "battle": "A {skirmish} of 100 % & <b>more</b>",
    "blue": "Blue [main body]",
    "red": r"Red {corps} $\frac$",
    "shore": "Shore [/east] | *north*",
    "village": "=HYPERLINK(1)",
    "hill": "$100 men for $200",
    "marines": "Marines {0} of <script>alert(1)</script>",
    "guards": ":smile: `guards` # 1",
    "landing": "Landing </script><!-- %s",
    "assault": "_Assault_ ~~now~~ \N{OCTOPUS}",
    "book": "The [book](http://x) & \"more\" 'words'",
    "gun": "gun \\ {1!r}",
    "clock": "local [time] {zone} $t$",
}
TEXT = """\
name: hostile
title: {battle}
clock: {{name: {clock}}}
start: 1945-08-15 04:00
end: 1945-08-16 04:00
turn: 30 min
sources: {{book: {{title: {book}, reliability: B}}, other: {{title: Another book}}}}
sides: {{blue: {{title: {blue}}}, red: {{title: {red}}}}}
weapons: {{gun: {{title: {gun}, category: guns, fire: {{personnel: 1.5}}, assumed: x}}}}
places:
  island: {{terrain: base, held_by: blue, at: [49.0, 140.0], assumed: x}}
  shore:
    {{title: {shore}, terrain: beach, held_by: red, at: [49.1, 142.0], retreat: village, assumed: x,
     landing_sites: {{beach: {{capacity: 200}}}}}}
  village: {{title: {village}, terrain: town, held_by: red, at: [49.1, 142.1], assumed: x}}
  hill: {{title: {hill}, terrain: hills, held_by: red, at: [49.05, 142.2], assumed: x}}
routes:
  - {{between: [island, shore], kind: sea, distance: 20 km, assumed: x}}
  - {{between: [shore, village], distance: 2 km, assumed: x}}
  - {{between: [village, hill], distance: 3 km, assumed: x}}
units:
  marines: {{title: {marines}, side: blue, men: 200, place: island, assumed: x}}
  guards:
    {{title: {guards}, side: red, men: 80, weapons: {{gun: 2}}, quality: 0.5, place: shore,
     assumed: x}}
  reserve: {{side: red, men: 100, quality: 0.5, place: hill, assumed: x}}
operations:
  landing:
    {{title: {landing}, kind: landing, side: blue, units: [marines], origin: island, to: shore,
     speed: {{uniform: [8 km/h, 12 km/h]}}, detection: 0.5, start: {{at: 1945-08-15 05:00}},
     assumed: x}}
  assault:
    {{title: {assault}, kind: assault, side: blue, units: [marines], to: village, assumed: x,
     start: {{after: [landing], when: {{control: {{shore: blue}}}}}}}}
victory: [{{side: blue, when: {{control: {{village: blue}}}}}}]
claims:
  blue.killed:
    - {{value: 5, source: book, where: p1}}
    - {{value: 9, source: other, where: p1}}
  shore.taken_at: {{value: 1945-08-15 10:00, source: book, where: p2}}
"""


def hostile(folder, titles=TITLES) -> Document:
    """The battle with these titles."""
    quoted = {name: "'" + title.replace("'", "''") + "'" for name, title in titles.items()}
    path = folder / "hostile.yaml"
    path.write_text(TEXT.format(**quoted), encoding="utf-8")
    return load(path)
