import { inflateSync } from "node:zlib";

/** The text of each page of a PDF that pdfkit wrote: one content stream a page, text in hexadecimal Windows-1252. */
export function pdfPages(bytes: Uint8Array): readonly string[] {
  const raw = Buffer.from(bytes).toString("latin1");
  const pages = [...raw.matchAll(/\/Type \/Page\b[\s\S]*?\/Contents (\d+) 0 R|\/Contents (\d+) 0 R/g)].map(
    ([, a, b]) => a ?? b,
  );
  return pages.map((id) => {
    const start = raw.indexOf(`\n${id} 0 obj`);
    const from = raw.indexOf("stream\n", start) + "stream\n".length;
    const content = inflateSync(Buffer.from(raw.slice(from, raw.indexOf("\nendstream", from)), "latin1")).toString(
      "latin1",
    );
    return [...content.matchAll(/\[([^\]]*)\] TJ/g)]
      .map(([, parts]) =>
        [...parts.matchAll(/<([0-9a-f]+)>/g)].map(([, hex]) => Buffer.from(hex, "hex").toString("latin1")).join(""),
      )
      .join(" ");
  });
}
