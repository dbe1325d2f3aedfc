import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inShort, lines, makeSet, readAll } from "./source-files.ts";

describe("a manifest", () => {
  test("gives every fact of a row, cleaned, and ignores fields it does not know", async () => {
    const row = {
      file: "images/a.png",
      caption: " A \u202emass.\r\n",
      label: 3,
      modality: "CT",
      anatomy: "Chest",
      source: "Somewhere",
      licence: "CC0",
      patient: "p1",
      group: "g1",
      partition: "train",
      size: [1, 2],
    };
    const set = await makeSet({ "images/a.png": "x", "manifest.jsonl": lines(row) });
    expect(await readAll(set)).toEqual([
      {
        kind: "pair",
        source: "set/images/a.png",
        imagePath: join(set, "images/a.png"),
        facts: {
          caption: "A mass.",
          label: "3",
          modality: "CT",
          anatomy: "Chest",
          source: "Somewhere",
          licence: "CC0",
          case: "p1",
          partition: "train",
        },
        fields: row,
        strippedCharacters: 1,
      },
    ]);
    expect(await readAll(join(set, "manifest.jsonl"))).toEqual(await readAll(set));
  });

  test.each([
    { fields: { patient: "p", group: "g", source_tile: "t" }, expected: "p" },
    { fields: { patient: null, group: "g", source_tile: "t" }, expected: "g" },
    { fields: { patient: "", group: " \u200b", source_tile: "t" }, expected: "t" },
    { fields: { patient: 7 }, expected: "7" },
    { fields: {}, expected: null },
  ])("takes the case from $fields", async ({ fields, expected }) => {
    const set = await makeSet({ "a.png": "x", "manifest.jsonl": lines({ file: "a.png", ...fields }) });
    expect(await readAll(set)).toMatchObject([{ kind: "pair", facts: { case: expected, source: "set" } }]);
  });

  test("names each bad row, keeps the good ones and the order, and repeats no content", async () => {
    const set = await makeSet({
      "a.png": "x",
      "folder/b.png": "x",
      "manifest.jsonl": lines(
        { file: "a.png", caption: "first" },
        '{"file": "secret',
        "",
        "[1]",
        { caption: "secret" },
        { file: " ", caption: "secret" },
        { file: "gone.png", caption: "secret" },
        { file: "folder" },
        { file: "a.png", caption: "x".repeat(10_001) },
        { file: "a.png", label: "x".repeat(301) },
        { file: "a.png", caption: " \u200b ", label: "" },
      ),
    });
    const rows = await readAll(set);
    expect(rows.map(inShort)).toEqual([
      ["set/a.png", { caption: "first" }],
      ["set/manifest.jsonl:2", "LINE_INVALID"],
      ["set/manifest.jsonl:4", "LINE_INVALID"],
      ["set/manifest.jsonl:5", "IMAGE_MISSING"],
      ["set/manifest.jsonl:6", "IMAGE_MISSING"],
      ["set/gone.png", "IMAGE_MISSING"],
      ["set/folder", "IMAGE_MISSING"],
      ["set/a.png", "TEXT_TOO_LONG"],
      ["set/a.png", "TEXT_TOO_LONG"],
      ["set/a.png", {}],
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/secret|xxx/);
  });

  test.each(["../outside.png", "/etc/hostname", "a/../../outside.png", "a.png\u0000", "."])(
    "refuses the path %j",
    async (file) => {
      const set = await makeSet({ "../outside.png": "x", "a.png": "x", "manifest.jsonl": lines({ file }) });
      expect(await readAll(set)).toMatchObject([{ kind: "bad", code: "OUTSIDE_SOURCE" }]);
    },
  );

  test("follows a link within the folder and refuses one that leads out", async () => {
    const manifest = lines({ file: "in.png" }, { file: "out.png" }, { file: "away/outside.png" });
    const set = await makeSet({ "../other/outside.png": "x", "a.png": "x", "manifest.jsonl": manifest });
    await symlink("a.png", join(set, "in.png"));
    await symlink("../other/outside.png", join(set, "out.png"));
    await symlink("../other", join(set, "away"));
    expect((await readAll(set)).map(inShort)).toEqual([
      ["set/in.png", {}],
      ["set/out.png", "OUTSIDE_SOURCE"],
      ["set/away/outside.png", "OUTSIDE_SOURCE"],
    ]);
  });

  test("goes on after a line of 9 MB, and reads a byte order mark, CRLF and a last line without end", async () => {
    const long = JSON.stringify({ file: "a.png", caption: "x".repeat(9_000_000) });
    const manifest = `\ufeff{"file":"a.png"}\r\n${long}\n{"file":"a.png","label":"last"}`;
    const set = await makeSet({ "a.png": "x", "manifest.jsonl": manifest });
    expect((await readAll(set)).map(inShort)).toEqual([
      ["set/a.png", {}],
      ["set/manifest.jsonl:2", "LINE_INVALID"],
      ["set/a.png", { label: "last" }],
    ]);
  });

  test("stops at an abort, with its reason", async () => {
    const set = await makeSet({ "a.png": "x", "manifest.jsonl": lines({ file: "a.png" }) });
    const reason = new Error("enough");
    await expect(readAll(set, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
