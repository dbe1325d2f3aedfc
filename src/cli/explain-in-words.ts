import type { AskResult } from "../app/ask-result.ts";
import type { Explanation, Recalled } from "../app/contract.ts";
import type { ProvenanceRecord } from "../chat/contract.ts";
import type { ImageKind } from "../encoders/contract.ts";
import { kindInWords } from "../encoders/kind-in-words.ts";
import type { Report } from "../report/contract.ts";
import { evidenceInWords } from "./evidence-in-words.ts";
import { columns, type Output } from "./output.ts";
import { reportInWords } from "./report-in-words.ts";

/** What a stored answer or report says, what it rests on in the order in which it was given, and where it comes from. */
export function explainInWords({ id, createdAt, replay }: Explanation, recalled: Recalled, output: Output): string {
  const said = recalled.kind === "answer" ? answerInWords(recalled, output) : [];
  const whole = recalled.kind === "report" ? reportInWords(recalled.report, recalled.report.evidence, output) : said;
  const facts = recalled.kind === "answer" ? answerFacts(recalled.answer) : reportFacts(recalled.report);
  return [
    `${recalled.kind} ${id} of ${createdAt}`,
    "",
    ...whole,
    "",
    output.style("bold", "Where it comes from"),
    columns(facts),
    ...(replay ? ["", ...replayInWords(replay, output)] : []),
  ].join("\n");
}

type Answered = Extract<Recalled, { readonly kind: "answer" }>;

function answerInWords({ question, answer }: Answered, { style }: Output): readonly string[] {
  return [
    `${style("bold", "Question:")} ${question}`,
    `${style("bold", "Answer:")} ${answer.answer}`,
    ...(answer.abstained ? [`${style("yellow", "Abstained:")} ${answer.reason}`] : []),
    ...answer.flags.map(({ message, sentence }) =>
      sentence === undefined ? `Note: ${message}` : style("yellow", `Sentence ${sentence + 1}: ${message}`),
    ),
    "",
    style("bold", "Evidence, in the order in which it was given"),
    ...(answer.evidence.length > 0 ? answer.evidence.map(evidenceInWords) : ["none"]),
  ];
}

function answerFacts({ provenance, session }: AskResult): readonly (readonly string[])[] {
  const { model, prompt, imageKind } = provenance;
  return [
    ...commonFacts(provenance),
    ...(model === undefined ? [] : [["model", model]]),
    ...(prompt === undefined ? [] : [["prompts", prompt]]),
    ...marksFacts(provenance),
    ...(imageKind ? [["looks like", kindFact(imageKind)]] : []),
    ["conversation", session],
  ];
}

function marksFacts({ pinned = [], banned = [] }: AskResult["provenance"]): readonly (readonly string[])[] {
  return [
    ...pinned.map((each, i) => [i === 0 ? "pinned" : "", `pair ${each.pairId} of case ${each.case}`]),
    ...banned.map((each, i) => [i === 0 ? "banned" : "", `case ${each.case}, by pair ${each.pairId}`]),
  ];
}

function reportFacts({ provenance, template, version, edited }: Report): readonly (readonly string[])[] {
  return [
    ...commonFacts(provenance),
    ["template", `${template.id}, version ${provenance.template.version}`],
    ["report", `version ${version}${edited ? ", edited by a person" : ""}`],
  ];
}

type Common = Pick<
  AskResult["provenance"] & Report["provenance"],
  "backend" | "encoder" | "library" | "scanSha256" | "region" | "seenInTraining" | "record"
> & { readonly retrieved: readonly { readonly pairId: string; readonly cosine: number }[] };

function commonFacts({ backend, encoder, library, scanSha256, region, seenInTraining, retrieved, record }: Common) {
  const box = region && `${region.widthPx} × ${region.heightPx} px at ${region.xPx}, ${region.yPx}`;
  return [
    ["written by", backend],
    ["encoder", encoder],
    ["library", library],
    ["scan", `sha256 ${scanSha256}`],
    ["part of it", box ?? "the whole image"],
    ["in training", seenInTraining === null ? "cannot be told" : seenInTraining ? "this very file was" : "no"],
    ...recordFacts(record),
    ...retrieved.map(({ pairId, cosine }, i) => [i === 0 ? "read" : "", `pair ${pairId}, cosine ${cosine.toFixed(3)}`]),
  ];
}

const viewUses = { encoded: "as encoded", retrieved: "stored", sent: "sent to the language model" } as const;

/** What it was made with. */
function recordFacts(record: ProvenanceRecord | undefined): readonly (readonly string[])[] {
  if (!record) return [["made with", "not kept by the version of caselens that made it"]];
  const { caselens, models, prompts, library, views, seed } = record;
  return [
    ["caselens", caselens],
    ...models.map(({ role, id }, i) => [i === 0 ? "models" : "", `${id} (${role})`]),
    ...prompts.map(({ id, version, sha256 }, i) => [
      i === 0 ? "words used" : "",
      `${id}, version ${version}, sha256 ${sha256}`,
    ]),
    ["library at", `version ${library.version}`],
    ...views.map(({ of, pairId, use, sha256 }, i) => [
      i === 0 ? "pictures" : "",
      `${of === "scan" ? "the scan" : `pair ${pairId}`}, ${viewUses[use]}, sha256 ${sha256}`,
    ]),
    ["seed", seed === null ? "none: nothing was drawn" : String(seed)],
  ];
}

function kindFact({ kind, shares }: ImageKind): string {
  return `${kindInWords(kind)} (${(100 * shares[kind]).toFixed(0)} % among ${Object.keys(shares).length} kinds)`;
}

function replayInWords(
  { same, missing, added, changes }: NonNullable<Explanation["replay"]>,
  { style }: Output,
): readonly string[] {
  return [
    same ? "Replayed: the same evidence was found again." : style("yellow", "Replayed: the evidence differs."),
    ...missing.map((each) => `gone: ${each}`),
    ...added.map((each) => `new:  ${each}`),
    ...(changes.length > 0 ? ["What is another now:"] : []),
    ...changes.map(({ message }) => `  ${message}`),
  ];
}
