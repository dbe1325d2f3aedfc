import { parse } from "csv-parse/sync";
import { z } from "zod";
import { maxRowCharacters, readLines, type TextLine } from "./text-lines.ts";

/** One row of a table, its header among them: the line it starts on, and its cells, or why it has none. */
export type TableRow =
  | { readonly line: number; readonly kind: "cells"; readonly cells: readonly string[] }
  | { readonly line: number; readonly kind: "bad"; readonly reason: string };

/**
 * Rows of a table as a stream; empty lines are passed over. The rows are told apart here, not by csv-parse: its recovery after
 * a stray quote takes the rows behind it for one cell, and its errors repeat the cell.
 */
export async function* readTableRows(path: string, delimiter: "," | "\t"): AsyncGenerator<TableRow> {
  await using lines = lookBack(readLines(path));
  for (let first = await lines.next(); first !== null; first = await lines.next()) {
    const { line } = first;
    if (first.text === null) {
      yield { line, kind: "bad", reason: `The line has more than ${maxRowCharacters} characters.` };
      continue;
    }
    if (first.text.trim() === "") continue;
    const row = await joinQuoted(first.text, lines.next, delimiter);
    if (row.kind === "whole") {
      yield parseRow(line, row.text, delimiter);
      continue;
    }
    lines.putBack(row.taken); // only the row with the open quote is lost
    yield { line, kind: "bad", reason: "A quote opens in the row and does not close." };
  }
}

type Joined =
  | { readonly kind: "whole"; readonly text: string }
  | { readonly kind: "open"; readonly taken: readonly TextLine[] };

/** A row with the lines that a quoted cell goes on in. */
async function joinQuoted(first: string, next: () => Promise<TextLine | null>, delimiter: string): Promise<Joined> {
  const texts = [first];
  const taken: TextLine[] = [];
  let characters = first.length;
  for (let open = endsQuoted(first, delimiter, { quoted: false }); open; ) {
    const more = await next();
    if (more === null) return { kind: "open", taken };
    taken.push(more);
    characters += more.text?.length ?? 0;
    if (more.text === null || characters > maxRowCharacters) return { kind: "open", taken };
    texts.push(more.text);
    open = endsQuoted(more.text, delimiter, { quoted: true });
  }
  return { kind: "whole", text: texts.join("\n") };
}

/** True where the line ends within a quoted cell. A quote opens at the start of a cell only; a doubled one is a character. */
function endsQuoted(text: string, delimiter: string, { quoted }: { readonly quoted: boolean }): boolean {
  let open = quoted;
  let starts = !quoted;
  for (let i = 0; i < text.length; i++) {
    const isQuote = text[i] === '"';
    if (open && isQuote && text[i + 1] === '"') i++;
    else if (open) open = !isQuote;
    else if (isQuote && starts) open = true;
    starts = !open && text[i] === delimiter;
  }
  return open;
}

const OneRow = z.tuple([z.array(z.string())]);

function parseRow(line: number, text: string, delimiter: string): TableRow {
  try {
    const [cells] = OneRow.parse(parse(text, { delimiter, record_delimiter: "\n", relax_column_count: true }));
    return { line, kind: "cells", cells };
  } catch {
    return { line, kind: "bad", reason: 'The row has a quote within a cell: write "" for it, in a quoted cell.' };
  }
}

/** Lines that can be put back, to be read again. */
function lookBack(source: AsyncGenerator<TextLine>) {
  const waiting: TextLine[] = [];
  return {
    async next(): Promise<TextLine | null> {
      const again = waiting.pop();
      if (again) return again;
      const found = await source.next();
      return found.done ? null : found.value;
    },
    putBack(lines: readonly TextLine[]): void {
      for (const line of lines.toReversed()) waiting.push(line);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await source.return(undefined);
    },
  };
}
