import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readColumnMap } from "../../../src/retrieval/sources/column-map.ts";
import { ColumnMissingError } from "../../../src/retrieval/sources/errors.ts";
import { inShort, makeSet, readAll } from "./source-files.ts";

describe("a table", () => {
  test("with usual column names needs no map", async () => {
    const table = "Subject_ID,Image_Path,Findings,Dx,Class\n7,a.png,A mass.,x,tumor\n";
    const set = await makeSet({ "a.png": "x", "t.csv": `\ufeff${table}` });
    const expected = [["set/a.png", { caption: "A mass.", label: "tumor", case: "7" }]];
    expect((await readAll(set)).map(inShort)).toEqual(expected);
    expect((await readAll(join(set, "t.csv"), { format: "csv" })).map(inShort)).toEqual(expected);
  });

  test("with a map takes the columns it names and the root it gives", async () => {
    const set = await makeSet({
      "pictures/a.png": "x",
      "b.png": "x",
      "t.tsv": "p\tr\td\ts\na.png\tone, two\tdx\t1\n../b.png\t\t\t\n",
    });
    const map = { file: "p", caption: "r", label: "d", case: "s", root: "pictures" };
    expect((await readAll(set, { map })).map(inShort)).toEqual([
      ["set/pictures/a.png", { caption: "one, two", label: "dx", case: "1" }],
      ["set/pictures/../b.png", "OUTSIDE_SOURCE"],
    ]);
  });

  test.each([
    { name: "a cell too many", row: "a.png,secret,c" },
    { name: "a cell too few", row: "a.png" },
    { name: "a quote within a cell", row: 'a.png,secret 5" mass' },
    { name: "text behind a quoted cell", row: 'a.png,"secret" d' },
    { name: "a quote that does not close", row: 'a.png,"secret' },
    { name: "5 MB", row: `a.png,${"secret".repeat(900_000)}` },
  ])("with $name in a row loses that row alone, and names its line", async ({ row }) => {
    const set = await makeSet({
      "a.png": "x",
      "t.csv": `file,caption\r\n"a.png","one\r\n""two"""\r\n\r\n${row}\r\na.png,ok\r\n`,
    });
    const rows = await readAll(set);
    expect(rows.map(inShort)).toEqual([
      ["set/a.png", { caption: 'one\n"two"' }],
      ["set/t.csv:5", "LINE_INVALID"],
      ["set/a.png", { caption: "ok" }],
    ]);
    expect(JSON.stringify(rows)).not.toContain("secret");
  });

  test("names a row without a file by its line", async () => {
    const set = await makeSet({ "t.csv": "file,caption\n ,text\ngone.png,text\n" });
    expect((await readAll(set)).map(inShort)).toEqual([
      ["set/t.csv:2", "IMAGE_MISSING"],
      ["set/gone.png", "IMAGE_MISSING"],
    ]);
  });

  test("without a file column says which columns it has, each cut short", async () => {
    const set = await makeSet({ "t.csv": `scan,report,${"x".repeat(500)}\n` });
    const error = await readAll(set).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ColumnMissingError);
    expect(error).toMatchObject({ code: "COLUMN_MISSING", columns: ["scan", "report", `${"x".repeat(40)}…`] });
  });

  test.each([
    {
      name: "a mapped column is missing",
      table: "p\na.png\n",
      map: { file: "p", label: "dx" },
      code: "COLUMN_MISSING",
    },
    { name: "the root is missing", table: "p\na.png\n", map: { file: "p", root: "gone" }, code: "MAP_INVALID" },
    {
      name: "the header has a stray quote",
      table: 'file,a"b\na.png,x\n',
      map: undefined,
      code: "SOURCE_FORMAT_UNKNOWN",
    },
    { name: "there is a header only", table: "file,caption\n", map: undefined, code: "SOURCE_EMPTY" },
    { name: "there is nothing", table: "", map: undefined, code: "SOURCE_EMPTY" },
  ])("is refused when $name", async ({ table, map, code }) => {
    const set = await makeSet({ "a.png": "x", "t.csv": table });
    await expect(readAll(set, map && { map })).rejects.toMatchObject({ code, kind: "input" });
  });
});

describe("a column map", () => {
  test("is read with a byte order mark", async () => {
    const set = await makeSet({ "map.json": '\ufeff{"file": "p", "root": "images"}' });
    expect(await readColumnMap(join(set, "map.json"))).toEqual({ file: "p", root: "images" });
  });

  test.each(["{", "[]", '{"caption": "c"}', '{"file": "p", "secret": "x"}', '{"file": ""}'])(
    "that is %j is refused",
    async (text) => {
      const set = await makeSet({});
      await writeFile(join(set, "map.json"), text);
      await expect(readColumnMap(join(set, "map.json"))).rejects.toMatchObject({ code: "MAP_INVALID" });
      await expect(readColumnMap(join(set, "gone.json"))).rejects.toMatchObject({ code: "MAP_INVALID" });
    },
  );
});
