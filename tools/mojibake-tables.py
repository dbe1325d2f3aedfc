"""Writes src/encoders/tokenizers/mojibake-tables.ts from ftfy's own tables.

    pip install ftfy==6.3.1 && python3 tools/mojibake-tables.py > src/encoders/tokenizers/mojibake-tables.ts
"""

import json
import re

import ftfy
import ftfy.badness
import ftfy.chardata


def plain(pattern: str) -> str:
    """A verbose pattern without its blanks and comments, as JavaScript reads it with the flag `u`."""
    out = []
    in_class = False
    comment = False
    i = 0
    while i < len(pattern):
        char = pattern[i]
        if comment:
            comment = char != "\n"
        elif char == "\\":
            escape = pattern[i : i + 2]
            i += 1
            if escape == "\\s":
                escape = SPACES if in_class else f"[{SPACES}]"
            elif escape == "\\w":
                escape = "[\\p{L}\\p{N}_]"
            elif escape == "\\x":
                escape = pattern[i - 1 : i + 3]
                i += 2
            out.append(escape)
        elif in_class:
            in_class = char != "]"
            out.append(char)
        elif char == "[":
            in_class = True
            out.append(char)
        elif char == "#":
            comment = True
        elif not char.isspace():
            out.append(char)
        i += 1
    return "".join(out)


SPACES = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"


def quoted(text: str) -> str:
    """A string of JavaScript; what shows nothing is escaped."""
    escaped = json.dumps(text, ensure_ascii=False)
    return re.sub(
        "[\x7f-\xa0\xad\u2000-\u200f\u2028-\u202f\u2060-\u206f\ufeff\uf8ff]",
        lambda found: f"\\u{ord(found[0]):04x}",
        escaped,
    )


print("/**")
print(f" * Tables of ftfy {ftfy.__version__} (rspeer/python-ftfy, Apache-2.0), written by tools/mojibake-tables.py: not to be edited.")
print(" */")
print()
print("/** Characters that seldom stand beside each other in what was meant. */")
print(f"export const badnessPattern = {quoted(plain(ftfy.badness.BADNESS_RE.pattern))};")
print()
print("/** What looks like characters of UTF-8 that were read one byte at a time. */")
detector = plain(ftfy.chardata.UTF8_DETECTOR_RE.pattern)
print(f"export const utf8Pattern = {quoted(detector)};")
print()
print("/** What the bytes 0x80 to 0xff stand for, in the order in which the encodings are tried. */")
print("export const upperHalves: Readonly<Record<string, string>> = {")
for encoding in ftfy.chardata.CHARMAP_ENCODINGS:
    print(f"  {quoted(encoding)}: {quoted(bytes(range(0x80, 0x100)).decode(encoding))},")
print("};")
