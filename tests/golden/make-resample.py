"""Writes tests/imaging/fixtures/resample.json: what Pillow's Image.resize makes of generated patterns.

Run with Pillow (9.4.0 and 11.3.0 give the same): python3 tests/golden/make-resample.py
Only patterns computed here, no picture of anyone's. The small results are stored whole, the others by their SHA-256.
"""

import base64
import hashlib
import json
import pathlib

import PIL
from PIL import Image

FILTERS = {
    "bicubic": Image.Resampling.BICUBIC,
    "bilinear": Image.Resampling.BILINEAR,
    "lanczos": Image.Resampling.LANCZOS,
}
SIZES = [
    ((37, 53), (224, 224)),
    ((300, 5), (7, 9)),
    ((1, 1), (5, 3)),
    ((2, 3), (1, 1)),
    ((224, 224), (224, 224)),
    ((224, 100), (224, 37)),
    ((100, 224), (37, 224)),
    ((449, 447), (224, 224)),
    ((320, 240), (336, 336)),
    ((1000, 3), (8, 8)),
    ((3, 1000), (8, 8)),
    ((640, 480), (17, 13)),
    ((7, 9), (300, 5)),
    ((199, 201), (200, 200)),
]


def pattern(kind: str, width: int, height: int) -> bytes:
    """The same numbers as `pattern` in tests/imaging/pattern.ts: a linear congruential generator's top byte or bit."""
    state = width * 65536 + height
    out = bytearray()
    for _ in range(width * height * 3):
        state = (state * 1664525 + 1013904223) % 2**32
        out.append(state >> 24 if kind == "noise" else 255 * (state >> 31))
    return bytes(out)


def main() -> None:
    cases = []
    for kind in ("noise", "extremes"):
        for (width, height), to in SIZES:
            image = Image.frombytes("RGB", (width, height), pattern(kind, width, height))
            for name, code in FILTERS.items():
                data = image.resize(to, code).tobytes()
                case = {"pattern": kind, "filter": name, "from": [width, height], "to": list(to)}
                case["sha256"] = hashlib.sha256(data).hexdigest()
                if len(data) <= 300:
                    case["base64"] = base64.b64encode(data).decode()
                cases.append(case)
    rows = ",\n    ".join(json.dumps(case) for case in cases)
    path = pathlib.Path(__file__).parent.parent / "imaging" / "fixtures" / "resample.json"
    path.write_text(f'{{\n  "madeWith": "Pillow {PIL.__version__}",\n  "cases": [\n    {rows}\n  ]\n}}\n')


main()
