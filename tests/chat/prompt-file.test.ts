import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parsePromptFile, readPromptFile } from "../../src/chat/prompt-file.ts";
import { root } from "../support/mini.ts";

const head = "---\nid: p\nversion: 1\nsource: here\nvariables: [a]\n---\n";

describe("a prompt file", () => {
  test("fills its variables in one pass", () => {
    expect(parsePromptFile(`${head}Say {{a}}.\n`).fill({ a: "{{a}} $& $1" })).toBe("Say {{a}} $& $1.");
  });

  test.each([
    ["no front matter", "Say {{a}}."],
    ["no id", `${head.replace("id: p\n", "")}{{a}}`],
    ["no source", `${head.replace("source: here\n", "")}{{a}}`],
    ["a version that is no number", `${head.replace("1", "one")}{{a}}`],
    ["an unused variable", `${head}Say.`],
    ["an undeclared variable", `${head}{{a}} {{b}}`],
  ])("is refused for %s", (_, text) => {
    expect(() => parsePromptFile(text)).toThrow(expect.objectContaining({ code: "CHAT_PROMPT_DAMAGED" }));
  });

  test.each([{}, { a: "x", b: "y" }])("is not filled by %j", (values) => {
    expect(() => parsePromptFile(`${head}{{a}}`).fill(values)).toThrow(
      expect.objectContaining({ code: "CHAT_PROMPT_DAMAGED" }),
    );
  });

  test("each shipped one is whole, and a missing one says so", async () => {
    const folder = join(root, "prompts", "chat");
    const names = (await readdir(folder)).filter((name) => name.endsWith(".md"));
    expect(names.length).toBeGreaterThan(1);
    for (const name of names) expect((await readPromptFile(join(folder, name))).version).toBeGreaterThan(0);
    await expect(readPromptFile(join(folder, "none.md"))).rejects.toMatchObject({ code: "CHAT_PROMPT_DAMAGED" });
  });
});
