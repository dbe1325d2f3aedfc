import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AskRequest } from "../../src/app/contract.ts";
import { makeCases } from "../report/report-desk.ts";
import { openDesk, scriptedModel } from "../support/asking-desk.ts";
import { openMini, root } from "../support/mini.ts";

const path = join(root, "samples", "images", "BrainT1Slice.png");
const signal = () => new AbortController().signal;
let mini: Awaited<ReturnType<typeof openMini>>;
let home: string;
beforeAll(async () => {
  mini = await openMini();
  home = await mkdtemp(join(tmpdir(), "caselens-test-"));
  await makeCases(home, mini, [{ from: path, patient: "A", caption: "Axial T1 slice. A mass in the left lobe." }]);
});
afterAll(async () => {
  await mini[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});
const request = (question: string, llm?: string): AskRequest => ({
  scan: { kind: "file", path },
  question,
  k: 4,
  ...(llm !== undefined && { llm }),
});

test("a blank image: what the image decided is not said without it", async () => {
  const { ask, control, sessions } = openDesk({ mini, home, library: "cases" });
  const { id, session, shortAnswer } = await ask(request("Is this an MRI?"));
  expect(shortAnswer).toBe("yes");
  const found = await control(id, "blank", signal());
  expect(found).toMatchObject({ id, kind: "blank", same: 0, answers: [{ question: "Is this an MRI?", same: false }] });
  expect(found.answers[0].shortAnswer).toBe(null);
  expect((await sessions.get(session)).turns).toHaveLength(1); // nothing of it is kept
});

test("other words: the same bare answer", async () => {
  const { ask, control } = openDesk({ mini, home, library: "cases" });
  const { id } = await ask(request("Is this an MRI?"));
  const { answers, same } = await control(id, "rephrased", signal());
  expect(answers.length).toBeGreaterThan(3);
  expect(same).toBe(answers.length);
  expect(answers.map(({ question }) => question)).not.toContain("Is this an MRI?");
  const open = await ask(request("Describe the scan."));
  await expect(control(open.id, "rephrased", signal())).rejects.toMatchObject({ code: "CONTROL_UNAVAILABLE" });
});

test("samples of a language model: each sentence with the answers that say it again", async () => {
  let asked = 0;
  const replies = ["This looks like an MRI [1]. There is a bright lesion [1].", "This looks like an MRI [1]."];
  const model = scriptedModel(() => replies[Math.min(asked++, 1)]);
  const { ask, control } = openDesk({ mini, home, library: "cases", model });
  const { id } = await ask(request("What kind of image is this?", "mine"));
  const { sentences, answers } = await control(id, "samples", signal());
  expect(answers).toHaveLength(5);
  expect(sentences).toEqual([
    { text: "This looks like an MRI.", agreeing: 5 },
    { text: "There is a bright lesion.", agreeing: 0 },
  ]);
  const written = await ask(request("Is this an MRI?"));
  await expect(control(written.id, "samples", signal())).rejects.toMatchObject({ code: "CONTROL_UNAVAILABLE" });
});

test("an answer that is not there, and an abort", async () => {
  const { ask, control } = openDesk({ mini, home, library: "cases" });
  await expect(control("nobody", "blank", signal())).rejects.toMatchObject({ code: "ANSWER_UNKNOWN" });
  const { id } = await ask(request("Is this an MRI?"));
  const reason = new Error("stop");
  await expect(control(id, "rephrased", AbortSignal.abort(reason))).rejects.toBe(reason);
});
