import { join } from "node:path";
import { expect, test } from "vitest";
import { readAnswerPrompts } from "../../src/chat/answer-prompt.ts";
import type { Evidence } from "../../src/chat/contract.ts";
import { fitPrompt } from "../../src/chat/fit-prompt.ts";
import { roomyLimits } from "../support/asking-desk.ts";
import { root } from "../support/mini.ts";

const score: Evidence = {
  id: "E1",
  marker: "[1]",
  kind: "score",
  question: "s",
  scores: [],
  text: "Kind of image: mri 0.99.",
};
const pairs = Array.from({ length: 8 }, (_, i): Evidence => {
  const [id, marker] = [`E${i + 2}`, `[${i + 2}]`];
  const facts = { case: `c${i}`, cosine: 1 - i / 10, source: null, modality: null, label: null };
  return { id, marker, kind: "pair", pairId: `p${i}`, ...facts, text: `Case ${i}. ${"finding ".repeat(30)}` };
});
const evidence = [score, ...pairs];

async function fitted(limits: Partial<typeof roomyLimits>, shots: number | null) {
  const prompts = await readAnswerPrompts(join(root, "prompts", "chat"));
  const about = { prompts, evidence, conversation: { questions: [] }, question: "Is it a CT?", fence: "evidence-0" };
  const vision = shots === null ? null : { shots };
  return fitPrompt({ ...about, vision, limits: { ...roomyLimits, ...limits } });
}

test.each([0, 1, 4, 8])("%i demonstrations are the nearest pairs, in their order", async (shots) => {
  const prompt = await fitted({}, shots);
  expect(prompt?.shownPairs).toEqual(
    pairs.slice(0, shots).flatMap((each) => (each.kind === "pair" ? [each.pairId] : [])),
  );
  expect(prompt?.evidence).toEqual(evidence);
  expect(prompt?.pairsLeftOut).toBe(0);
});

test("a model that takes no pictures is shown none", async () => {
  expect((await fitted({}, null))?.shownPairs).toEqual([]);
});

test("pictures are held to the number that the server takes, the scan's own among them", async () => {
  expect((await fitted({ pictures: 4 }, 8))?.shownPairs).toEqual(["p0", "p1", "p2"]);
  expect((await fitted({ pictures: 1 }, 8))?.shownPairs).toEqual([]);
});

test("what does not fit is left out: pictures first, then the farthest pairs, never what is known of the scan", async () => {
  const kept: number[] = [];
  const shown: number[] = [];
  for (let contextTokens = 600; contextTokens <= 12_000; contextTokens += 200) {
    const prompt = await fitted({ contextTokens, answerTokens: 200 }, 8);
    if (!prompt) {
      kept.push(-1);
      continue;
    }
    const { evidence: fitting, shownPairs, pairsLeftOut } = prompt;
    expect(fitting[0]).toBe(score);
    expect(fitting).toEqual(evidence.slice(0, fitting.length));
    expect(fitting.length + pairsLeftOut).toBe(evidence.length);
    expect(shownPairs.length === 0 || pairsLeftOut === 0).toBe(true); // texts before pictures
    kept.push(fitting.length);
    shown.push(shownPairs.length);
  }
  expect(kept).toEqual([...kept].sort((a, b) => a - b)); // more room never holds less
  expect(shown).toEqual([...shown].sort((a, b) => a - b));
  expect(kept[0]).toBe(-1);
  expect(kept.at(-1)).toBe(evidence.length);
  expect(shown.at(-1)).toBe(8);
});
