import { access, cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listSamples } from "../../src/app/samples.ts";
import { readShippedPromptSets } from "../../src/zeroshot/shipped-prompt-sets.ts";
import { root } from "../support/mini.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("every sample has its file, questions, a licence, and a prompt set that is shipped or none", async () => {
  const samples = await listSamples(join(root, "samples"));
  const shipped = (await readShippedPromptSets(join(root, "prompts", "zero-shot"))).map(({ id }) => id);
  expect(samples.length).toBeGreaterThanOrEqual(8);
  expect(new Set(samples.map(({ id }) => id)).size).toBe(samples.length);
  expect(new Set(samples.map(({ title }) => title)).size).toBe(samples.length);
  for (const { path, questions, licence, promptSet } of samples) {
    await access(path);
    expect(questions.length).toBeGreaterThanOrEqual(1);
    expect(licence).not.toBe("");
    expect([null, ...shipped]).toContain(promptSet);
  }
});

test("a list that cannot be read is a typed error", async () => {
  const folder = await temporaryFolder();
  await expect(listSamples(folder)).rejects.toMatchObject({ code: "SAMPLES_DAMAGED" });
  await cp(join(root, "samples", "manifest.jsonl"), join(folder, "manifest.jsonl"));
  await writeFile(join(folder, "questions.json"), '{"retina": {"questions": []}}');
  await expect(listSamples(folder)).rejects.toMatchObject({ code: "SAMPLES_DAMAGED" });
});
