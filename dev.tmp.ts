import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readShippedClaimRules } from "./src/app/evaluate-flags.ts";
import { textEvidence, imageEvidence } from "./src/app/flag-evidence.ts";
import { captionsOf, createHabits } from "./src/app/case-texts.ts";
import { readFlagWeights } from "./src/chat/flag-score/flag-weights.ts";
import { sha256Hex } from "./src/core/sha256.ts";
import { seededDraws, shuffled } from "./src/core/seeded-draws.ts";
import { readCorruptionWords } from "./src/evaluation/flags/corruption-words.ts";
import { readFlagReports } from "./src/evaluation/flags/read-reports.ts";
import { measureFlags } from "./src/evaluation/flags/flags.ts";
import { createLibraries } from "./src/retrieval/library.ts";
import { readShippedPromptSets } from "./src/zeroshot/shipped-prompt-sets.ts";
import { openMini } from "./tests/support/mini.ts";

const partitions = (process.argv[2] ?? "train,calibration").split(",");
const rules = await readShippedClaimRules("prompts");
const words = await readCorruptionWords("prompts/evaluation/corruptions.json");
const weights = await readFlagWeights("prompts/chat/flag-weights.json");
const cachePath = "/tmp/flags/contexts.json";
const cache: Record<string, any> = existsSync(cachePath) ? JSON.parse(readFileSync(cachePath, "utf8")) : {};
let mini: any;
const open = async () => (mini ??= await openMini());
for (const part of partitions) for (const set of ["text_iu_xray_reports", "medpix2"]) {
  const all = await readFlagReports("../shared/data/" + set);
  let reports = all.filter((r) => r.partition === part);
  if (set !== "medpix2" && part === "train") { const d = new Set(shuffled([...reports.keys()], seededDraws(0)).slice(0, 700)); reports = reports.filter((_, i) => d.has(i)); }
  if (set === "medpix2") reports = reports.filter((r) => r.imagePath !== null && existsSync(r.imagePath));
  const train = all.filter((r) => r.partition === "train");
  let evidence: any = null;
  let texts = train.map((r) => ({ case: r.case, text: r.sentences.join("\n") }));
  if (set === "medpix2") {
    const f = "/tmp/flags/captions.json";
    if (!existsSync(f)) { const libs = createLibraries("/tmp/flags/home/libraries", () => new Date()); await using lib = await libs.open("medpix2-train"); writeFileSync(f, JSON.stringify(await captionsOf(lib))); }
    texts = JSON.parse(readFileSync(f, "utf8"));
  }
  const habits = createHabits(texts, rules);
  if (set !== "medpix2") evidence = textEvidence(reports, train, rules).evidence;
  const getEvidence = async () => {
    if (evidence) return evidence;
    const m = await open();
    const about = { encoding: { encoder: m, rules: m.rules }, promptSets: await readShippedPromptSets("prompts/zero-shot"), rules };
    if (set === "medpix2") {
      const libs = createLibraries("/tmp/flags/home/libraries", () => new Date());
      const lib = await libs.open("medpix2-train");
      evidence = (await imageEvidence(reports, lib, about)).evidence;
    }
    return evidence;
  };
  let missed = 0;
  const contextOf = async (report: any, rest: readonly string[]) => {
    const key = set + report.case + (set === "medpix2" ? "" : sha256Hex(rest.join("\n")));
    if (set !== "medpix2") return evidence.contextOf(report, rest);
    if (!cache[key]) { missed++; cache[key] = await (await getEvidence()).contextOf(report, rest); }
    return cache[key];
  };
  const t = performance.now();
  const m = await measureFlags(reports, { rules, words, weights, seed: 0, now: () => performance.now(), habitsOf: (r) => habits(r.case), contextOf });
  console.log(set, part, m.scored.rows.length, "pairs; missed", missed, ((performance.now() - t) / m.scored.rows.length / 2).toFixed(2), "ms/sentence");
  const f = (x: any) => x ? x.value.toFixed(3) : "-";
  console.log("  all", f(m.metrics.auroc), f(m.metrics.pairedAccuracy));
  for (const c of m.corruptions) console.log("  ", c.corruption, c.n, "auroc", f(c.metrics.auroc), "paired", f(c.metrics.pairedAccuracy), c.ways.map((w) => `${w.way} n${w.n} ${f(w.metrics.auroc)}`).join("; "));
  writeFileSync(`/tmp/flags/${set}-${part}.json`, JSON.stringify(m));
  if (missed) writeFileSync(cachePath, JSON.stringify(cache));
}
await mini?.[Symbol.asyncDispose]();
process.exit(0);
