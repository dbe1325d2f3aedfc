import type { AdaptResult } from "../app/adapters.ts";
import { kindInWords } from "../encoders/kind-in-words.ts";
import type { AdapterClassification } from "../zeroshot/adapters/classify-with-adapter.ts";
import { figure } from "./figures-in-words.ts";
import { columns, type Output } from "./output.ts";

/** What an adapter says of a scan, and what it rests on. */
export function adapterResultInWords(
  { classes, abstained, reason, provenance }: AdapterClassification,
  output: Output,
): string {
  const { adapter } = provenance;
  const rows = [...classes]
    .sort((a, b) => b.share - a.share)
    .map(({ name, share, cosine }) => [
      name,
      `${(100 * share).toFixed(0)} %`,
      cosine === null ? "–" : cosine.toFixed(3),
      "█".repeat(Math.round(share * 20)),
    ]);
  return [
    columns([["name", "share", "cosine", ""], ...rows], [1, 2]),
    "A share is a preference among these classes, not a chance: nothing calibrates an adapter.",
    `Adapter ${adapter.method}, fitted to ${adapter.n} images of ${adapter.cases} cases: ${adapter.data}${adapter.partition === null ? "" : `, partition ${adapter.partition}`}.`,
    ...(adapter.scanAmongImages
      ? [`${output.style("yellow", "This scan was one of them:")} its shares say little.`]
      : []),
    ...(abstained ? [`${output.style("yellow", "Abstained:")} ${reason}`] : []),
  ].join("\n");
}

/** What was fitted, and how good it was on cases held back. */
export function adaptResultInWords({
  method,
  encoder,
  data,
  partition,
  n,
  cases,
  classes,
  kinds,
  unlabelled,
  failed,
  crossValidation,
  seenInTraining,
  sizeBytes,
  seconds,
}: AdaptResult): string {
  const ofKinds = Object.entries(kinds)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${count} ${kindInWords(kind)}`);
  return [
    `Adapter ${method} for ${encoder}, ${Math.ceil(sizeBytes / 1000)} kB, ${seconds.toFixed(1)} s`,
    `Fitted to ${data}${partition === null ? "" : `, partition ${partition}`}: ${n} images of ${cases} cases (${ofKinds.join(", ")})`,
    columns(
      [["class", "images", "cases"], ...classes.map((each) => [each.name, `${each.n}`, `${each.cases}`])],
      [1, 2],
    ),
    ...(unlabelled > 0 ? [`${unlabelled} rows have no label of these and were left out.`] : []),
    ...(failed.length > 0 ? [`${failed.length} rows could not be read; --json lists them.`] : []),
    crossValidation
      ? `Balanced accuracy ${figure(crossValidation.balancedAccuracy)} on cases held back (${crossValidation.folds} folds), the best of ${crossValidation.tried} settings: \`caselens eval probe\` measures without that choice.`
      : "Too few cases to hold any back: nothing says how good it is. `caselens eval probe` measures it on a partition of its own.",
    ...(seenInTraining !== null && seenInTraining > 0
      ? [
          `The encoder was trained on ${(100 * seenInTraining).toFixed(0)} % of these images: figures on them are too good.`,
        ]
      : []),
  ].join("\n");
}
