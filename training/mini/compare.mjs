/**
 * Two evaluations of evaluate.mjs as a Markdown table: `compare.mjs BEFORE.json AFTER.json`. A row for every figure that both have; the last
 * column says how the second stands to the first: "above" and "below" in bold where even the intervals do not meet. Controls of `vqa` and
 * abstention rates are there to be read: neither is better for being lower or higher.
 */
import { readFileSync } from "node:fs";

const [before, after] = process.argv.slice(2, 4).map((path) => JSON.parse(readFileSync(path, "utf8")));
if (before.about.partition !== after.about.partition) throw new Error("The partitions differ.");

/** Of these less is better. */
const falling = new Set(["brier", "ece", "meanRank"]);
/** What a row of the table is about. */
const shown = [
  "balancedAccuracy",
  "auroc",
  "quadraticKappa",
  "recallAt10",
  "textToImageRecallAt10",
  "majorityVoteAt5",
  "closedAccuracy",
  "openExact",
  "brier",
  "abstentionRate",
];
const words = ({ value, low, high }) => `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;

const lines = [
  `| ${after.about.partition} | figure | n | ${before.about.encoder} | ${after.about.encoder} | stands |`,
  "| --- | --- | --- | --- | --- | --- |",
];
for (const [name, { n, metrics }] of Object.entries(after.figures)) {
  const old = before.figures[name];
  for (const metric of shown.filter((each) => metrics[each] && old?.metrics[each])) {
    const size = old.n === n ? n : `${old.n}, ${n}`;
    const [a, b] = [old.metrics[metric], metrics[metric]];
    // Controls and abstentions are neither good nor bad by themselves; other rows say nothing; hardly two cases of medpix2 share a label.
    const toBeRead =
      metric === "abstentionRate" ||
      /(blank|shuffled)/.test(name) ||
      old.n !== n ||
      (name === "retrieval medpix2" && metric === "majorityVoteAt5");
    const stands = toBeRead ? "not counted" : verdict(a, b, metric);
    lines.push(`| ${name} | ${metric} | ${size} | ${words(a)} | ${words(b)} | ${stands} |`);
  }
}
process.stdout.write(`${lines.join("\n")}\n`);

function verdict(a, b, metric) {
  const [worse, better] = falling.has(metric) ? [b, a] : [a, b];
  if (better.value === worse.value) return "level";
  if (better.value > worse.value) return better.low > worse.high ? "**above**" : "above, intervals meet";
  return better.high < worse.low ? "**below**" : "below, intervals meet";
}
