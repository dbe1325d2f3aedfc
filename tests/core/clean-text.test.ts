import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanText } from "../../src/core/clean-text.ts";

describe("cleanText", () => {
  test.each([
    { name: "plain text", text: "No effusion.", expected: "No effusion.", stripped: 0 },
    { name: "line ends", text: "a\r\nb\rc\nd", expected: "a\nb\nc\nd", stripped: 0 },
    { name: "a tab", text: "a\tb", expected: "a\tb", stripped: 0 },
    { name: "C0 and C1 controls", text: "a\u0000\u0007\u000b\u001b\u007f\u0085\u009fb", expected: "ab", stripped: 7 },
    {
      name: "bidi controls and isolates",
      text: "a\u202e\u202ab\u2066c\u2069\u200e\u200f\u061c",
      expected: "abc",
      stripped: 7,
    },
    { name: "invisible characters", text: "\ufeffa\u200bb\u2060c\u2064\ufff9d\u00ad", expected: "abcd", stripped: 6 },
    { name: "tag characters, one each", text: "a\u{e0001}\u{e0041}b", expected: "ab", stripped: 2 },
    { name: "lone surrogates", text: "a\ud800b\udc00c", expected: "abc", stripped: 2 },
    { name: "surrogates that would pair up", text: "\ud83d\u200b\ude00", expected: "", stripped: 3 },
    { name: "an emoji", text: "😀", expected: "😀", stripped: 0 },
    {
      name: "joiners, which scripts need",
      text: "می\u200cخواهم क्\u200dष",
      expected: "می\u200cخواهم क्\u200dष",
      stripped: 0,
    },
    { name: "space around it", text: " \n a b \t", expected: "a b", stripped: 0 },
    { name: "space behind hidden characters", text: "\u200b \u202ea", expected: "a", stripped: 2 },
    { name: "nothing", text: "", expected: "", stripped: 0 },
  ])("cleans $name", ({ text, expected, stripped }) => {
    expect(cleanText(text)).toEqual({ text: expected, stripped });
  });

  const anyText = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
    fc
      .array(fc.constantFrom("\r", "\n", " ", "\u200b", "\u202e", "\ud83d", "\ude00", "\ufeff", "a"))
      .map((all) => all.join("")),
  );

  test("cleaning twice changes nothing", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = cleanText(text).text;
        expect(cleanText(once)).toEqual({ text: once, stripped: 0 });
      }),
      { numRuns: 1000 },
    );
  });

  test("no control, bidi, tag character or lone surrogate is left", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const clean = cleanText(text).text;
        expect(clean.replace(/[\n\t]/g, "")).not.toMatch(/\p{Cc}|\p{Bidi_Control}|\p{Cs}|[\u{e0000}-\u{e007f}]/u);
        expect(clean).toBe(clean.toWellFormed());
      }),
      { numRuns: 1000 },
    );
  });

  test("what is counted and what is left make up the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { text: clean, stripped } = cleanText(`a${text}b`);
        const ends = text.split("\r\n").length - 1;
        expect([...clean].length + stripped + ends).toBe([...text].length + 2);
      }),
    );
  });
});
