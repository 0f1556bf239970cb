"""Cuts the Inter variable font down to the weights and letters that our pages use."""

import io

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

# Kerning and ligatures; figures of equal width; the straight l that tells it from I.
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "cv11", "ss03", "case"]

# Latin with every European accent, punctuation with the French spaces, and the few signs we show.
LETTERS = [
    *range(0x20, 0x180), *range(0x218, 0x21C), *range(0x2000, 0x2070), *range(0x2190, 0x219A),
    0x20AC, 0x2116, 0x2122, 0x2212, 0x2260, 0x2264, 0x2265, 0x2318, 0x21B5, 0x21E7, 0x25CF, 0x2713, 0xFB01, 0xFB02,
]


def subset_font(data: bytes) -> bytes:
    whole = TTFont(io.BytesIO(data), recalcTimestamp=False)
    narrowed = io.BytesIO()
    instancer.instantiateVariableFont(whole, {"opsz": 14, "wght": (400, 700)}).save(narrowed)
    narrowed.seek(0)
    font = TTFont(narrowed, recalcTimestamp=False)
    cutter = subset.Subsetter(subset.Options(flavor="woff2", layout_features=FEATURES))
    cutter.populate(unicodes=LETTERS)
    cutter.subset(font)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
