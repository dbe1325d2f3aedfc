import type { CaseResult } from "../encoders/parity/check-case.ts";
import { columns, type Output } from "./output.ts";

/** A line a case: the largest differences, and whether they are within the tolerances. */
export function casesInWords(cases: readonly CaseResult[], { style }: Output): string {
  const rows = cases.map(({ case: name, family, maxAbs, cosine, pass, reason }) => [
    pass ? "ok" : "MISSED",
    name,
    family ?? "–",
    ...[maxAbs.image, maxAbs.text, maxAbs.logits, maxAbs.patches].map(difference),
    cosine === null ? "–" : cosine.toFixed(6),
    reason ?? "",
  ]);
  const passed = cases.filter(({ pass }) => pass).length;
  const summary = `${passed} of ${cases.length} within their tolerances.`;
  const table = columns(
    [["", "case", "family", "max |Δ| image", "text", "logits", "patches", "least cosine", ""], ...rows],
    [3, 4, 5, 6, 7],
  );
  return `${table}\n\n${style(passed === cases.length ? "green" : "red", summary)}`;
}

function difference(value: number | null): string {
  return value === null ? "–" : value.toExponential(1);
}
