import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { cleanText } from "../../../src/core/clean-text.ts";
import { hasShared, shared } from "../../support/shared.ts";
import { lines, makeSet, readAll } from "./source-files.ts";

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const captionOf = (text: string) => cleanText(text).text || null;

describe("any text", () => {
  test("comes out of a quoted cell of a table as out of a manifest", async () => {
    const set = await makeSet({ "a.png": "x" });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "binary", maxLength: 40 }), { minLength: 1 }), async (texts) => {
        const wellFormed = texts.map((text) => text.toWellFormed());
        await writeFile(
          join(set, "t.csv"),
          lines("file,caption", ...wellFormed.map((text) => `a.png,${quoted(text)}`)),
        );
        await writeFile(join(set, "m.jsonl"), lines(...wellFormed.map((caption) => ({ file: "a.png", caption }))));
        const expected = wellFormed.map((text) => ({ kind: "pair", facts: { caption: captionOf(text) } }));
        expect(await readAll(join(set, "t.csv"))).toMatchObject(expected);
        expect(await readAll(join(set, "m.jsonl"))).toMatchObject(expected);
      }),
    );
  });

  test("as a whole file is never more than rows or a typed refusal", async () => {
    const set = await makeSet({ "a.png": "x" });
    const piece = fc.oneof(fc.constantFrom('"', ",", "\n", "\r", "a.png", "file", "\0", "../", "{", "}"), fc.string());
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom("t.csv", "m.jsonl"), async (body, name) => {
        await writeFile(join(set, name), name === "t.csv" ? `file,caption\n${body}` : body);
        const outcome = await readAll(join(set, name)).catch((error: unknown) => error);
        if (!Array.isArray(outcome)) expect(outcome).toMatchObject({ code: "SOURCE_EMPTY" });
      }),
    );
  });
});

describe.skipIf(!hasShared("corpora/naughty-strings.base64.json"))("naughty strings", () => {
  test("survive as captions of a manifest and of a table", async () => {
    const corpus = readFileSync(join(shared, "corpora/naughty-strings.base64.json"), "utf8");
    const texts = z
      .array(z.string())
      .parse(JSON.parse(corpus))
      .map((each) => Buffer.from(each, "base64").toString("utf8"));
    expect(texts.length).toBeGreaterThan(400);
    const set = await makeSet({
      "a.png": "x",
      "m.jsonl": lines(...texts.map((caption) => ({ file: "a.png", caption }))),
      "t.csv": lines("file,caption", ...texts.map((text) => `a.png,${quoted(text)}`)),
    });
    const expected = texts.map((text) => ({ kind: "pair", facts: { caption: captionOf(text) } }));
    expect(await readAll(join(set, "m.jsonl"))).toMatchObject(expected);
    expect(await readAll(join(set, "t.csv"))).toMatchObject(expected);
  });
});

describe.skipIf(!hasShared("data/medpix2/manifest.jsonl"))("the shared data", () => {
  const folders = readdirSync(join(shared, "data"), { withFileTypes: true })
    .filter((each) => each.isDirectory() && readdirSync(join(shared, "data", each.name)).includes("manifest.jsonl"))
    .map(({ name }) => name);

  test.each(folders)("%s gives a pair for every line", async (name) => {
    const text = readFileSync(join(shared, "data", name, "manifest.jsonl"), "utf8");
    const rows = await readAll(join(shared, "data", name));
    expect(rows).toHaveLength(text.split("\n").filter((line) => line !== "").length);
    expect(rows.filter(({ kind }) => kind === "bad")).toEqual([]);
    if (name === "medpix2") expect(rows).toHaveLength(1850);
  });
});
