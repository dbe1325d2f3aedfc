/**
 * Asks ten scans of ten kinds three questions each and prints what was said as Markdown, with what a script can check: that every
 * quote stands in the pair it cites, and that no sentence states of this scan what only another patient's text says.
 * Run: `node --import tsx --import ./tests/support/tsx-in-workers.mjs bench/transcripts.ts HOME LIBRARY > docs/transcripts.md`.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AskResult } from "../src/app/ask-result.ts";
import { createApp } from "../src/app.ts";
import { loadConfig } from "../src/config/config.ts";
import { root } from "../tests/support/mini.ts";

const [home, library] = process.argv.slice(2);
const data = join(root, "../shared/data");

interface Row {
  readonly file: string;
  readonly partition: string | null;
  readonly modality: string | null;
  readonly anatomy: string | null;
  readonly label: string | null;
}

interface Choice {
  readonly kind: string;
  readonly folder: string;
  readonly where: (row: Row) => boolean;
  readonly questions: readonly string[];
}

const choices: readonly Choice[] = [
  {
    kind: "chest X-ray",
    folder: "nih_cxr_subset",
    where: ({ label }) => label === "Pneumonia",
    questions: ["What kind of image is this?", "Is there pneumonia?", "Where is the consolidation?"],
  },
  {
    kind: "brain MRI",
    folder: "brain_tumor_mri",
    where: ({ label }) => label === "meningioma_tumor",
    questions: ["Is this a CT?", "Which tumour is this?", "Is there mass effect?"],
  },
  {
    kind: "lung histology",
    folder: "lc25000_histology",
    where: ({ anatomy, label }) => anatomy === "Lung" && label !== null,
    questions: ["What tissue is shown?", "Is there adenocarcinoma?", "Are there mitoses?"],
  },
  {
    kind: "colon histology",
    folder: "lc25000_histology",
    where: ({ anatomy }) => anatomy === "Colon",
    questions: ["What is this?", "Is it benign?", "How deep is the invasion?"],
  },
  {
    kind: "fundus photograph",
    folder: "dr_fundus",
    where: ({ label }) => label !== "No DR",
    questions: ["Is this a fundus photograph?", "Is there diabetic retinopathy?", "Are there hard exudates?"],
  },
  {
    kind: "blood smear",
    folder: "wbc_blood_smear",
    where: () => true,
    questions: ["What kind of image is this?", "Which white blood cell is this?", "Are there blasts?"],
  },
  {
    kind: "abdominal CT",
    folder: "medpix2",
    where: ({ modality, anatomy }) => modality === "CT" && anatomy === "Abdomen",
    questions: ["What part of the body is this?", "Describe the scan.", "Is there free fluid?"],
  },
  {
    kind: "head MRI",
    folder: "medpix2",
    where: ({ modality, anatomy }) => modality === "MRI" && anatomy === "Head",
    questions: ["Is this an MRI of the head?", "What do similar cases show?", "Is there a haemorrhage?"],
  },
  {
    kind: "hand X-ray",
    folder: "mednist_modalities",
    where: ({ anatomy }) => anatomy === "Hand",
    questions: ["What is shown?", "Is there a fracture?", "Is there a glioma?"],
  },
  {
    kind: "breast ultrasound",
    folder: "busi_ultrasound",
    where: ({ label }) => label === "malignant",
    questions: ["What kind of image is this?", "Is the lesion malignant?", "Describe the image."],
  },
];

function testRows(folder: string): readonly Row[] {
  const rows: Row[] = readFileSync(join(data, folder, "manifest.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return rows.filter(({ partition }) => partition === "test");
}

/** What many answers came to. */
class Tally {
  answers = 0;
  abstained = 0;
  quotes = 0;
  standing = 0;
  borrowed = 0;

  async add(answer: AskResult): Promise<void> {
    this.answers++;
    if (answer.abstained) this.abstained++;
    const evidence = new Map(answer.evidence.map((each) => [each.id, each]));
    for (const { evidenceId, pairId, quote } of answer.citations) {
      if (pairId === undefined) continue;
      this.quotes++;
      const stored = await app.libraries.pair(answer.provenance.library, pairId);
      if (stored.text?.includes(quote)) this.standing++;
      if (evidence.get(evidenceId)?.kind !== "pair") throw new RangeError("A quote of a pair cites something else.");
    }
    this.borrowed += sentencesWithoutFrame(answer.answer, answer.citations, evidence).length;
  }

  inWords(): string {
    return `${this.answers} answers, ${this.abstained} of them abstentions. Quotes of other cases: ${this.quotes}, of which ${this.standing} stand in the pair they cite. Sentences about this scan that rest on another patient's text alone: ${this.borrowed}.`;
  }
}

const print = (line: string) => process.stdout.write(`${line}\n`);
await using app = createApp(await loadConfig({ home, library }));
const ask = (folder: string, { file }: Row, question: string) =>
  app.ask({ scan: { kind: "file", path: join(data, folder, file) }, question, k: 8 });

const shown = new Tally();
const blocks: string[] = [];
for (const { kind, folder, where, questions } of choices) {
  const row = testRows(folder).find(where);
  if (!row) throw new RangeError(`No such test row in ${folder}.`);
  blocks.push(`## ${kind}`, "", `${folder}/${row.file}, label in its data set: ${row.label ?? "none"}`, "");
  for (const question of questions) {
    const answer = await ask(folder, row, question);
    await shown.add(answer);
    blocks.push(`**${question}** ${answer.abstained ? "*abstained*" : ""}`, "", `> ${answer.answer}`, "");
    if (answer.reason !== undefined && answer.reason !== answer.answer) blocks.push(`Why: ${answer.reason}`, "");
    if (answer.flags.length > 0) blocks.push(...answer.flags.map(({ message }) => `*${message}*`), "");
  }
}

const many = new Tally();
const manyQuestions = ["Describe the scan.", "What do similar cases show?", "Is there a mass?"];
for (const row of testRows("medpix2")) {
  for (const question of manyQuestions) await many.add(await ask("medpix2", row, question));
}

/** Sentences whose citations are all other patients' and that do not say so. */
function sentencesWithoutFrame(
  text: string,
  citations: readonly { readonly marker: string; readonly evidenceId: string }[],
  evidence: ReadonlyMap<string, { readonly kind: string }>,
): string[] {
  const kindOf = new Map(citations.map(({ marker, evidenceId }) => [marker, evidence.get(evidenceId)?.kind]));
  return text.split(/(?<=\[\d+\][.!?]) /).filter((sentence) => {
    const markers = sentence.match(/\[\d+\]/g) ?? [];
    const framed = /\bcase \S+ (the reporter wrote|is labelled)/i.test(sentence);
    return markers.length > 0 && markers.every((marker) => kindOf.get(marker) === "pair") && !framed;
  });
}

print("# Ten scans, three questions each");
print("");
print(
  `The first fitting row of partition test of ten kinds of image, asked with the evidence writer and a library of ${(await app.libraries.info()).pairs} CT and MR pairs. Made by \`bench/transcripts.ts\`.`,
);
print("");
print(shown.inWords());
print("");
print(
  `And the same check, without the texts, of every medpix2 row of partition test, asked ${manyQuestions.map((each) => `"${each}"`).join(", ")}: ${many.inWords()}`,
);
print("");
for (const line of blocks) print(line);
