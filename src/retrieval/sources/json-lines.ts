import { createReadStream } from "node:fs";

/** One line of a JSON Lines file: its number from 1, and its value, or why it has none. */
export type JsonLine =
  | { readonly line: number; readonly kind: "value"; readonly value: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly kind: "bad"; readonly reason: string };

/** Characters of one line: more is not a row. */
const maxLineCharacters = 4_000_000;

/** Reads a JSON Lines file as a stream; empty lines are passed over. */
export async function* readJsonLines(path: string): AsyncGenerator<JsonLine> {
  let line = 0;
  let rest = "";
  let overlong = false;
  const finish = (text: string): JsonLine | null => {
    line++;
    const tooLong = overlong || text.length > maxLineCharacters;
    overlong = false;
    if (tooLong) return { line, kind: "bad", reason: `The line has more than ${maxLineCharacters} characters.` };
    const trimmed = text.replace(/^\ufeff/, "").trim();
    return trimmed === "" ? null : parse(line, trimmed);
  };
  for await (const chunk of createReadStream(path, { encoding: "utf8" })) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const found = finish(part);
      if (found) yield found;
    }
    if (rest.length > maxLineCharacters) {
      overlong = true;
      rest = "";
    }
  }
  const last = finish(rest);
  if (last) yield last;
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
