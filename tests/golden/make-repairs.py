"""Writes repairs.json: texts that went wrong in many ways, and what ftfy makes of them.

    pip install ftfy==6.3.1 && python3 tests/golden/make-repairs.py 400 > tests/golden/repairs.json
"""

import json
import random
import sys

import ftfy
from ftfy import chardata

random.seed(1)
WORDS = (
    "schön café|l’été|“mojibake” – dash|Müller's|10 µm ± 2|naïve façade|señor|Łódź|Привет мир|Ελλάδα|日本語|😀 ok|ﬁbrosis|…and—so|"
    "à la carte|x²³|½ cm|Ç ü é|Ä Ö|±5 °C|™®©|ÀÁÂ|Žižek ő|ŠĐČ|مرحبا|עברית|한국어|ＦＵＬＬ"
).split("|")
REFERENCES = (
    "&amp; &ldquo; &EACUTE; &notit; &semi; &SEMI; &#39; &#59; &#x1F600; &lt;b&gt; <i> &copy &nTILDE; &#0; &#150;"
).split()
CHARACTERS = [
    *[0x20, 0x41, 0x61, 0x0A, 0x0D, 0x1A, 0x1B, 0x7F, 0xA0, 0xAD, 0xFFFD, 0x2028, 0x85, *range(0x80, 0x180)],
    *[*range(0x391, 0x3D0), *range(0x410, 0x450), 0x20AC, 0x2019, 0x201C, 0x201D, 0x2026, 0x2122, 0x152, 0x153],
    *[0x160, 0x161, 0x17D, 0x17E, 0x2020, 0x2021, 0x2030, 0xFB01, 0x3000, 0xFF21, 0x1F600, 0x221A, 0x2248, 0x201A],
]


def misread(text: str) -> str:
    """UTF-8 that is read as an encoding of one byte a character, once or twice."""
    for _ in range(random.choice([1, 1, 1, 2])):
        try:
            text = text.encode("utf-8").decode(random.choice(chardata.CHARMAP_ENCODINGS))
        except UnicodeError:
            pass
    return text


def signs() -> str:
    return "".join(chr(random.choice(CHARACTERS)) for _ in range(random.randint(1, 12)))


def part() -> str:
    kind = random.random()
    text = random.choice(WORDS)
    if kind < 0.4:
        text = misread(text)
    elif kind < 0.55:
        text = signs()
    elif kind < 0.62:
        text = random.choice(REFERENCES)
    elif kind < 0.7:
        text = misread(f"{text} {signs()}")
    if random.random() < 0.15:
        text = text.replace("\xa0", " ")
    if random.random() < 0.1 and len(text) > 2:
        at = random.randrange(len(text))
        text = text[:at] + random.choice(["\ufffd", "?", " ", "\x1a", "\n"]) + text[at + 1 :]
    return text


cases = []
for _ in range(int(sys.argv[1])):
    text = random.choice([" ", "", " "]).join(part() for _ in range(random.randint(1, 4)))
    cases.append([text, ftfy.fix_text(text)])
print("[")
print(",\n".join(json.dumps(case) for case in cases))
print("]")
