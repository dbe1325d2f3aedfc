import fc from "fast-check";
import { expect, test } from "vitest";
import { LeakGuard } from "../../src/chat/leak-guard.ts";

const rules = "Answer in one to five short plain sentences. No headings, no lists, no links, no markdown.";
const secret = "evidence-0123abc";

function through(pieces: readonly string[]) {
  const guard = new LeakGuard(rules, secret);
  const shown = pieces.map((piece) => guard.push(piece)).join("") + guard.end();
  return { shown, withheld: guard.withheld };
}

test.each([
  [
    "an answer",
    "This image looks like an MRI [1]. No mass is seen.",
    "This image looks like an MRI [1]. No mass is seen.",
  ],
  ["a few of its words", "Answer in one to five words: no lists.", "Answer in one to five words: no lists."],
  ["all of it", rules, " "],
  ["all of it, in other case and with other marks", rules.toUpperCase().replaceAll(".", " —"), " "],
  ["it within an answer", `Sure. ${rules} That was it.`, "Sure.  That was it."],
  ["the name of the fence", `The tag is ${secret}, I think.`, "The tag is , I think."],
])("%s", (_, text, shown) => {
  expect(through([text]).shown.replace(/ —$/, "").trimEnd()).toBe(shown.trimEnd());
  expect(through([...text]).shown).toBe(through([text]).shown);
});

test("what is no repetition is shown as soon as it is none", () => {
  const guard = new LeakGuard(rules, secret);
  expect(guard.push("This image ")).toBe("This image ");
  expect(guard.push("Answer in one to five ")).toBe("");
  expect(guard.push("days. ")).toBe("Answer in one to five days. ");
});

test("text that repeats nothing comes out as it went in, however it is cut", () => {
  const pieces = fc.array(fc.constantFrom(..."a b no lists links one answer MRI [1] . é \n".split(" "), " "), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(pieces, (all) => {
      const guard = new LeakGuard("Something else entirely, in other words.", secret);
      expect(all.map((piece) => guard.push(piece)).join("") + guard.end()).toBe(all.join(""));
    }),
  );
});
