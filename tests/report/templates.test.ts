import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { chooseTemplate, findTemplate, parseTemplate, readTemplates } from "../../src/report/template.ts";
import { readShippedPromptSets } from "../../src/zeroshot/shipped-prompt-sets.ts";
import { root } from "../support/mini.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const shipped = await readTemplates(join(root, "prompts", "report"));
const own = { id: "knee", version: 1, title: "Knee", source: "a test", document: "imaging", promptSets: [] };

test("the shipped templates are these, each with a source", () => {
  expect(shipped.map(({ id }) => id)).toEqual(["brain-mr", "chest-xray", "fundus", "generic", "histology"]);
});

test("every prompt set that a template names is shipped", async () => {
  const known = (await readShippedPromptSets(join(root, "prompts", "zero-shot"))).map(({ id }) => id);
  expect(shipped.flatMap(({ promptSets }) => promptSets).filter((id) => !known.includes(id))).toEqual([]);
});

test.each([
  { kind: "xray", organ: "chest", id: "chest-xray" },
  { kind: "xray", organ: "hand", id: "generic" },
  { kind: "mri", organ: "head", id: "brain-mr" },
  { kind: "mri", organ: null, id: "generic" },
  { kind: "ct", organ: "abdomen", id: "generic" },
  { kind: "histology", organ: null, id: "histology" },
  { kind: "fundus", organ: "retina", id: "fundus" },
  { kind: null, organ: null, id: "generic" },
])("for $kind of $organ the template is $id", ({ id, ...seen }) => {
  expect(chooseTemplate(shipped, seen).id).toBe(id);
});

test("a user's own template is read from its path", async () => {
  const path = join(await temporaryFolder(), "knee.json");
  const sections = [{ id: "findings", title: "Findings", holds: ["scores"] }];
  await writeFile(path, JSON.stringify({ ...own, sections }));
  expect((await findTemplate(path, shipped)).title).toBe("Knee");
});

test("a name that is no template is a usage error that names those there are", async () => {
  await expect(findTemplate("no-such", shipped)).rejects.toMatchObject({
    code: "REPORT_TEMPLATE_UNKNOWN",
    kind: "usage",
    remedy: expect.stringContaining("brain-mr"),
  });
});

test.each([
  { name: "no JSON", text: "{" },
  { name: "no section", text: JSON.stringify({ ...own, sections: [] }) },
  {
    name: "an unknown holding",
    text: JSON.stringify({ ...own, sections: [{ id: "a", title: "A", holds: ["guesses"] }] }),
  },
  {
    name: "a section twice",
    text: JSON.stringify({ ...own, sections: ["A", "B"].map((title) => ({ id: "a", title, holds: ["kind"] })) }),
  },
  { name: "a field that nobody knows", text: JSON.stringify({ ...own, secret: "Jane Doe", sections: [] }) },
])("a template with $name is refused without its text in the message", ({ text }) => {
  expect(() => parseTemplate(text)).toThrow(
    expect.objectContaining({ code: "REPORT_TEMPLATE_INVALID", message: expect.not.stringContaining("Jane") }),
  );
});
