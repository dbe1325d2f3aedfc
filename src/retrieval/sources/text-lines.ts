import { createReadStream } from "node:fs";

/** One physical line of a text file, without its line end; `text` is null where it is longer than a row can be. */
export interface TextLine {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string | null;
}

/** Characters of one line or table row: more is not a row. */
export const maxRowCharacters = 4_000_000;

/** Lines of a UTF-8 file as a stream, without its byte order mark; never more than one row's limit is held. */
export async function* readLines(path: string): AsyncGenerator<TextLine> {
  let line = 0;
  let rest = "";
  let overlong = false;
  const finish = (raw: string): TextLine => {
    line++;
    const text = (line === 1 ? raw.replace(/^\ufeff/, "") : raw).replace(/\r$/, "");
    const tooLong = overlong || text.length > maxRowCharacters;
    overlong = false;
    return { line, text: tooLong ? null : text };
  };
  for await (const chunk of createReadStream(path, { encoding: "utf8" })) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) yield finish(part);
    if (rest.length > maxRowCharacters) {
      overlong = true;
      rest = "";
    }
  }
  if (rest !== "" || overlong) yield finish(rest);
}
