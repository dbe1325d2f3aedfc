import { cleanText } from "../../core/clean-text.ts";

/** The first of the values that says something: a number, or a text that is not blank once cleaned. */
export function firstText(...values: readonly unknown[]): string | number | null {
  for (const value of values) {
    if (typeof value === "number") return value;
    if (typeof value === "string" && cleanText(value).text !== "") return value;
  }
  return null;
}
