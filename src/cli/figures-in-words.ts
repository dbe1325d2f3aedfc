import type { EvaluationResult, Figure, Metrics } from "../evaluation/contract.ts";
import { columns } from "./output.ts";

/** What was measured on what, and its figures with their intervals. */
export function describeEvaluation(result: EvaluationResult): string {
  const { task, data, encoder, n, cases, partition, seenInTraining, metrics, failed, seconds } = result;
  const seen = seenInTraining === null ? "unknown" : `${(100 * seenInTraining).toFixed(1)} %`;
  return [
    `${task} on ${data}${partition === null ? "" : `, partition ${partition}`}: n ${n} of ${cases} cases, ${encoder}, seen in training ${seen}, ${seconds.toFixed(1)} s`,
    ...(failed.length > 0 ? [`${failed.length} rows could not be read; --json lists them.`] : []),
    columns([["metric", "value", "95 % interval"], ...figureRows(metrics)], [1]),
  ].join("\n");
}

/** Name, value and interval of every figure. */
export function figureRows(metrics: Metrics): string[][] {
  return Object.entries(metrics).map(([name, found]) => [name, figure(found.value), interval(found)]);
}

/** As "[.902, .955]". */
export function interval({ low, high }: Pick<Figure, "low" | "high">): string {
  return `[${figure(low)}, ${figure(high)}]`;
}

/** As ".931", or "12.4" where it is no rate. */
export function figure(value: number): string {
  return Math.abs(value) < 1 ? value.toFixed(3).replace(/^(-?)0\./, "$1.") : value.toFixed(value < 10 ? 3 : 1);
}
