import { maxRowCharacters, readLines } from "./text-lines.ts";

/** One line of a JSON Lines file: its number from 1, and its value, or why it has none. */
export type JsonLine =
  | { readonly line: number; readonly kind: "value"; readonly value: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly kind: "bad"; readonly reason: string };

/** Reads a JSON Lines file as a stream; empty lines are passed over. */
export async function* readJsonLines(path: string): AsyncGenerator<JsonLine> {
  for await (const { line, text } of readLines(path)) {
    if (text === null) yield { line, kind: "bad", reason: `The line has more than ${maxRowCharacters} characters.` };
    else if (text.trim() !== "") yield parse(line, text);
  }
}

function parse(line: number, text: string): JsonLine {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return { line, kind: "value", value };
  } catch {
    // below: the line is named, its content is not repeated
  }
  return { line, kind: "bad", reason: "The line is not a JSON object." };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
