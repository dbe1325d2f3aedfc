import type { Comparison } from "../evaluation/compare.ts";
import type { Ranking } from "../evaluation/ranking.ts";
import { figure, interval } from "./figures-in-words.ts";
import { columns } from "./output.ts";

type About = Pick<Comparison, "of" | "data" | "partition" | "n" | "cases">;

const headline = ({ of, data, partition, n, cases }: About) =>
  `${of.task} on ${data}${partition === null ? "" : `, partition ${partition}`}: n ${n} of ${cases} cases, paired by case`;

export function comparisonInWords({ first, second, metrics, ...about }: Comparison): string {
  const side = ({ encoder, images }: Comparison["first"]) =>
    images === null || images === "own" ? encoder : `${encoder}, ${images} images`;
  const rows = Object.entries(metrics).map(([name, found]) => [
    name,
    figure(found.first.value),
    figure(found.second.value),
    figure(found.difference.value),
    interval(found.difference),
    found.better ?? "",
  ]);
  return [
    headline(about),
    `first ${side(first)}, second ${side(second)}`,
    columns([["metric", "first", "second", "second - first", "95 % interval", "better"], ...rows], [1, 2, 3]),
  ].join("\n");
}

export function rankingInWords({ metric, encoders, ...about }: Ranking): string {
  const rows = encoders.map(({ rank, encoder, figure: found, difference, better, seenInTraining }) => [
    `${rank}`,
    encoder,
    figure(found.value),
    interval(found),
    difference ? figure(difference.value) : "",
    difference ? interval(difference) : "the first",
    better === "second" ? "better" : better === "first" ? "worse" : "",
    seenInTraining === null ? "unknown" : `${(100 * seenInTraining).toFixed(1)} %`,
  ]);
  const head = ["rank", "encoder", metric, "95 % interval", "- first", "95 % interval", "", "seen in training"];
  return [headline(about), columns([head, ...rows], [0, 2, 4])].join("\n");
}
