import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AnswerText } from "../../src/chat/answer-text.ts";
import type { Evidence } from "../../src/chat/contract.ts";
import { SentenceSplitter } from "../../src/chat/sentence-splitter.ts";

const pair = { kind: "pair", pairId: "p", cosine: 1, source: null, modality: null, label: null } as const;
const evidence: readonly Evidence[] = [
  { id: "E1", marker: "[1]", kind: "user", text: "The user said: this is a CT." },
  { id: "E2", marker: "[2]", text: "A mass.", case: "synpic42", ...pair },
];

/** The text shown, whatever the pieces it comes in. */
function shown(text: string, pieceOf: (rest: string) => number): { readonly text: string; readonly dropped: number } {
  const filter = new AnswerText(evidence);
  let out = "";
  let dropped = 0;
  for (let rest = text; rest !== ""; ) {
    const length = Math.max(1, pieceOf(rest));
    const piece = filter.push(rest.slice(0, length));
    out += piece.text;
    dropped += piece.droppedMarkers;
    rest = rest.slice(length);
  }
  const last = filter.end();
  return { text: out + last.text, dropped: dropped + last.droppedMarkers };
}

describe("a language model's words on their way to the reader", () => {
  test.each([
    ["It is a CT [1].", "It is a CT [1].", 0],
    ["Both [1, 2].", "Both [1][2].", 0],
    ["Both [1; 7].", "Both [1].", 1],
    ["Nothing [9].", "Nothing.", 1],
    ["Nothing [9][8] at all.", "Nothing at all.", 2],
    ["In case #2 the reporter wrote", "In case synpic42 the reporter wrote", 0],
    ["In Case #7 the", "In Case #7 the", 0],
    ["tooth #2 is", "tooth #2 is", 0],
    ["an [aside] stays", "an [aside] stays", 0],
    ["hid\u200bden \u202etext\u202c", "hidden text", 0],
    ["open [", "open [", 0],
  ])("%j becomes %j", (raw, text, dropped) => {
    expect(shown(raw, () => 1)).toEqual({ text, dropped });
    expect(shown(raw, () => 3)).toEqual({ text, dropped });
    expect(shown(raw, (rest) => rest.length)).toEqual({ text, dropped });
  });

  test("a word is shown at once", () => {
    const filter = new AnswerText(evidence);
    expect(filter.push("This").text).toBe("This");
    expect(filter.push(" image").text).toBe(" image");
  });
});

describe("sentences of an answer that is being written", () => {
  test.each([
    ["It is a CT [1]. It is. [2] So", ["It is a CT [1]. ", "It is. [2] ", "So"]],
    ["Yes. It is a CT [1]. End.", ["Yes. It is a CT [1]. ", "End."]],
    [
      'In case X the reporter wrote: "A mass. A cyst." [2] End.',
      ['In case X the reporter wrote: "A mass. A cyst." [2] ', "End."],
    ],
    ["A share of 0.97 [1], e.g. this.", ["A share of 0.97 [1], e.g. this."]],
    ["One [1]\nTwo [2]\n", ["One [1]\n", "Two [2]\n"]],
  ])("%j", (text, sentences) => {
    const splitter = new SentenceSplitter();
    const found = (text.match(/\s*\S+|\s+/g) ?? []).flatMap((piece) => splitter.push(piece));
    const rest = splitter.end();
    expect([...found, ...(rest === null ? [] : [rest])]).toEqual(sentences);
  });

  test("joined they are the text, whatever it is", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", " ", ".", '"', "[1]", "\n", "Yes", "B")), (pieces) => {
        const splitter = new SentenceSplitter();
        const found = pieces.flatMap((piece) => splitter.push(piece));
        expect(found.join("") + (splitter.end() ?? "")).toBe(pieces.join(""));
      }),
    );
  });
});
