import type { Writable } from "node:stream";
import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Where a command writes: data on stdout, everything else on stderr. */
export interface Output {
  readonly json: boolean;
  readonly quiet: boolean;
  /** The command's result: one JSON document, or `text()` for people. */
  result(document: unknown, text: () => string): void;
  /** A line for people beside the result; not with `--quiet`. */
  note(line: string): void;
  /** A line that must be seen. */
  warn(line: string): void;
  style(style: Style, text: string): string;
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly colour: boolean;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

export function createOutput({ json, quiet, colour, stdout, stderr }: OutputOptions): Output {
  return {
    json,
    quiet,
    stderr,
    result: (document, text) => stdout.write(json ? `${JSON.stringify(document, null, 2)}\n` : `${text()}\n`),
    note: (line) => void (quiet || stderr.write(`${line}\n`)),
    warn: (line) => void stderr.write(`${line}\n`),
    style: (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text),
  };
}

/** Rows as aligned columns, two spaces apart. Numbers are given as text; `right` names the columns set to the right. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i].length))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, i) => (right.includes(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Cuts a text to one line of at most `width` characters, between words where it has some. */
export function oneLine(text: string, width: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= width) return line;
  const cut = line.slice(0, width); // the sign that says so takes the last place
  const space = cut.lastIndexOf(" ");
  return `${(space > width / 2 ? cut.slice(0, space) : cut.slice(0, -1)).replace(/[\s,;:([]+$/, "")}…`;
}
