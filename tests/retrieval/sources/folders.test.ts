import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inShort, lines, makeSet, readAll } from "./source-files.ts";

/** Files of these names; an image's content does not matter here. */
const files = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, "x"]));

describe("an image folder of Hugging Face", () => {
  test("reads metadata.jsonl of the folders of splits, whose names are the partition", async () => {
    const set = await makeSet({
      ...files("train/a.png", "test/b.png"),
      "train/metadata.jsonl": lines({ file_name: "a.png", text: "A mass." }),
      "test/metadata.jsonl": lines({ file_name: "b.png", label: "benign", partition: "held-out" }, { file: "b.png" }),
    });
    expect((await readAll(set)).map(inShort)).toEqual([
      ["set/test/b.png", { label: "benign", partition: "held-out" }],
      ["set/test/metadata.jsonl:2", "IMAGE_MISSING"],
      ["set/train/a.png", { caption: "A mass.", partition: "train" }],
    ]);
    expect(await readAll(set)).toMatchObject([{ facts: { source: "set" } }, {}, {}]);
  });

  test("reads metadata.csv, a blank partition giving way to the folder's", async () => {
    const set = await makeSet({
      ...files("train/a.png"),
      "train/metadata.csv": "file_name,text,partition\na.png,A mass.,\n",
    });
    const expected = [["set/train/a.png", { caption: "A mass.", partition: "train" }]];
    expect((await readAll(set)).map(inShort)).toEqual(expected);
    expect(await readAll(join(set, "train/metadata.csv"), { format: "imagefolder" })).toHaveLength(1);
    expect(await readAll(join(set, "train/metadata.csv"), { format: "csv" })).toHaveLength(1);
  });
});

describe("folders of images", () => {
  test.each([
    {
      name: "class folders give labels",
      names: ["glioma/b.png", "glioma/a.JPG", "pituitary/c.nii.gz", "README.md"],
      expected: [
        ["set/glioma/a.JPG", { label: "glioma" }],
        ["set/glioma/b.png", { label: "glioma" }],
        ["set/pituitary/c.nii.gz", { label: "pituitary" }],
      ],
    },
    {
      name: "class folders below splits give labels and partitions",
      names: ["train/x/a.png", "test/y/b.png"],
      expected: [
        ["set/test/y/b.png", { label: "y", partition: "test" }],
        ["set/train/x/a.png", { label: "x", partition: "train" }],
      ],
    },
    {
      name: "images, formats that are refused later among them, come without text",
      names: ["b.png", "a.svs", "c.dcm", "notes.txt", "x.json", ".hidden.png", ".git/d.png", "sub/e.webp"],
      expected: [
        ["set/a.svs", {}],
        ["set/b.png", {}],
        ["set/c.dcm", {}],
        ["set/sub/e.webp", {}],
      ],
    },
    { name: "one folder is no class", names: ["scans/a.png"], expected: [["set/scans/a.png", {}]] },
    {
      name: "images and masks are no classes",
      names: ["images/a.png", "masks/a.png"],
      expected: [
        ["set/images/a.png", {}],
        ["set/masks/a.png", {}],
      ],
    },
    {
      name: "folders of patients are no classes",
      names: ["p1/s1/a.dcm", "p2/s1/b.dcm"],
      expected: [
        ["set/p1/s1/a.dcm", {}],
        ["set/p2/s1/b.dcm", {}],
      ],
    },
  ])("$name", async ({ names, expected }) => {
    expect((await readAll(await makeSet(files(...names)))).map(inShort)).toEqual(expected);
  });

  test("are what the format says where both can be", async () => {
    const set = await makeSet(files("one/a.png", "top.png"));
    expect((await readAll(set, { format: "classes" })).map(inShort)).toEqual([
      ["set/one/a.png", { label: "one" }],
      ["set/top.png", {}],
    ]);
    expect((await readAll(set, { format: "images" })).map(inShort)).toEqual([
      ["set/one/a.png", {}],
      ["set/top.png", {}],
    ]);
  });

  test("refuse links that lead out, by name, and follow no link to a folder", async () => {
    const set = await makeSet(files("../other/o.png", "a.png"));
    await symlink("a.png", join(set, "in.png"));
    await symlink("../other/o.png", join(set, "out.png"));
    await symlink("../other", join(set, "away"));
    await symlink(".", join(set, "loop"));
    expect((await readAll(set)).map(inShort)).toEqual([
      ["set/a.png", {}],
      ["set/in.png", {}],
      ["set/out.png", "OUTSIDE_SOURCE"],
    ]);
  });

  test("one file is a source", async () => {
    const set = await makeSet(files("a.png", "b.png"));
    expect((await readAll(join(set, "a.png"))).map(inShort)).toEqual([["set/a.png", {}]]);
  });
});

describe("recognising a source", () => {
  test.each([
    { first: "manifest.jsonl", content: lines({ file: "a/1.png", label: "manifest" }) },
    { first: "metadata.jsonl", content: lines({ file_name: "a/1.png", label: "metadata" }) },
    { first: "table.csv", content: "file,label\na/1.png,table\n" },
  ])("prefers $first to class folders", async ({ first, content }) => {
    const set = await makeSet({ ...files("a/1.png", "b/2.png"), [first]: content });
    expect((await readAll(set)).map(inShort)).toEqual([["set/a/1.png", { label: first.split(".")[0] }]]);
    expect(await readAll(set, { format: "images" })).toHaveLength(2);
  });

  test.each([
    { name: "an empty folder", names: [], format: "auto", code: "SOURCE_EMPTY" },
    { name: "a folder of notes", names: ["README.md", "x.txt"], format: "auto", code: "SOURCE_EMPTY" },
    { name: "an empty manifest", names: [], empty: "manifest.jsonl", format: "auto", code: "SOURCE_EMPTY" },
    { name: "several tables", names: ["a.csv", "b.csv"], format: "auto", code: "SOURCE_FORMAT_UNKNOWN" },
    { name: "images said to be a manifest", names: ["a.png"], format: "manifest", code: "SOURCE_FORMAT_UNKNOWN" },
    { name: "an image said to be a table", names: ["a.png"], format: "csv", code: "SOURCE_FORMAT_UNKNOWN" },
  ] as const)("refuses $name", async ({ names, format, code, ...rest }) => {
    const set = await makeSet({ ...files(...names), ...("empty" in rest && { [rest.empty]: "" }) });
    await expect(readAll(set, { format })).rejects.toMatchObject({ code, kind: "input" });
  });

  test("refuses a path that is not there, without naming it", async () => {
    const set = await makeSet({});
    const error = await readAll(join(set, "secret")).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "SOURCE_NOT_FOUND", kind: "input" });
    expect(String(error)).not.toContain("secret");
  });

  test("takes a folder that is named like a table for a folder", async () => {
    const set = await makeSet(files("a.png"));
    await mkdir(join(set, "t.csv"));
    expect((await readAll(set)).map(inShort)).toEqual([["set/a.png", {}]]);
  });

  test("types what the file system refuses, without the path", async () => {
    const set = await makeSet({ "train/a.png": "x" });
    await symlink("train", join(set, "manifest.jsonl"));
    const error = await readAll(set).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "SOURCE_UNREADABLE", kind: "input" });
    expect(String(error)).not.toContain("set");
  });
});
