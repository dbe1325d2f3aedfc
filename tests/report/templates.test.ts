import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readOwnTemplates } from "../../src/report/own-templates.ts";
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

const section = { id: "findings", title: "Findings", holds: ["scores"] };
const whole = { ...own, sections: [section] };

test.each([
  ["a title left out", { ...whole, title: undefined }, "title: it must be there, as a text"],
  ["a version in words", { ...whole, version: "one" }, "version: it must be there, as a number"],
  ["an id with blanks", { ...whole, id: "my knee" }, "id: it must be small letters, digits and hyphens, at most 64"],
  [
    "a misspelt holding",
    { ...whole, sections: [{ ...section, holds: ["scores", "scors"] }] },
    "sections[0].holds[1]: it must be one of picture, kind, organ, comparison, scores, similar cases, statement",
  ],
  ["no section", { ...whole, sections: [] }, "sections: it must have 1 or more entries"],
  ["an empty title", { ...whole, title: " " }, "title: it must have 1 or more characters"],
  ["a version of nothing", { ...whole, version: 0 }, "version: it must be more than 0"],
  ["a section twice", { ...whole, sections: [section, section] }, "sections: an id stands in it twice"],
  ["an unknown document", { ...whole, document: "letter" }, "document: it must be one of imaging, pathology"],
  ["a field that nobody knows", { ...whole, Kanarienvogel: 1 }, "its top level: it has a field that no template has"],
  ["a list for an object", [], "its top level: it must be there, as an object"],
])("%s is named by its field", (_, template, wrong) => {
  expect(() => parseTemplate(JSON.stringify(template))).toThrow(
    expect.objectContaining({ message: `The report template is wrong at ${wrong}.` }),
  );
});

const words = { kinds: ["xray", "mri"], organs: ["chest", "head"], promptSets: ["brain-mri-tumour"] };

test("the templates of a home are read with what is wrong in each, by file and field", async () => {
  const folder = await temporaryFolder();
  const files = {
    "a.json": whole,
    "b.json": { ...whole, id: "brain-mr" },
    "c.json": { ...whole, id: "c", fits: { kinds: ["mri", "x-ray"] } },
    "d.json": { ...whole, id: "d", fits: { kinds: ["xray"], organs: ["knee"] } },
    "e.json": { ...whole, id: "e", promptSets: ["brain-mri-tumor"] },
    "f.json": { ...whole },
    "notes.txt": "no template",
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), JSON.stringify(content));
  await writeFile(join(folder, "g.json"), "{");
  const found = await readOwnTemplates(folder, { shipped, words });
  expect(found.map((each) => (each.kind === "template" ? each.template.id : each.error.message))).toEqual([
    "knee",
    "The report template b.json is wrong at id: another template has it.",
    "The report template c.json is wrong at fits.kinds[1]: it must be one of xray, mri.",
    "The report template d.json is wrong at fits.organs[0]: it must be one of chest, head.",
    "The report template e.json is wrong at promptSets[0]: it must be one of brain-mri-tumour.",
    "The report template f.json is wrong at id: another template has it.",
    "The report template g.json is not JSON.",
  ]);
  expect(await readOwnTemplates(join(folder, "none"), { shipped, words })).toEqual([]);
});
