"""Pictures of results; every function takes `ax` and returns what it drew.

A picture is declared once, in `sim/plots`, for Python, `beachhead plot` and the report. In Python
each takes the axes to draw on (`ax=`, or `axes=` for several panels) and can `save` itself;
`print(results.plot)` and `beachhead plot` list them. Maps need no network: coastlines lie in the
package (battlefields from GSHHG, theatres from Natural Earth). One battle shows men at each
place, a batch the share of runs in which each side holds it. Places too close together are drawn
larger in a frame with a letter; names without room are numbered and listed below.
"""
