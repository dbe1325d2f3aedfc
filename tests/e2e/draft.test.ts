import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { describeInBrowser, tab } from "./workspace.ts";

describeInBrowser("a draft report", ({ open }) => {
  test("is edited sentence by sentence, kept over a reload, and exported in four formats", async () => {
    await using opened = await open();
    const { page } = opened;
    await tab(page, "Draft").click();
    await page.getByRole("button", { name: "Draft a report" }).click();
    await page.getByRole("heading", { name: "Unverified draft" }).waitFor();
    const marked = page.locator(".draft-sentence");
    for (const sentence of await marked.all()) {
      const rests = (await sentence.locator(".chip").count()) + (await sentence.locator(".flag-word").count());
      expect(rests).toBeGreaterThan(0);
    }

    const first = page.locator(".draft-sentence textarea").first();
    await first.fill("The reader wrote this sentence.");
    await first.blur();
    await page.getByText("Version 2, edited").waitFor();
    expect(await page.locator(".draft-sentence").first().innerText()).toContain("edited");
    await page.reload();
    await page.getByText("Version 2, edited").waitFor();
    expect(await page.locator(".draft-sentence textarea").first().inputValue()).toBe("The reader wrote this sentence.");

    for (const [name, begins] of [
      ["Word", "PK"],
      ["PDF", "%PDF"],
      ["Markdown", ""],
      ["FHIR", "{"],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name, exact: true }).click(),
      ]);
      const bytes = await readFile(await download.path());
      expect(bytes.subarray(0, begins.length).toString("latin1")).toBe(begins);
      if (name === "Markdown") expect(bytes.toString("utf8").toLowerCase()).toContain("unverified draft");
    }

    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toContain("UNVERIFIED DRAFT");
    expect(opened.complaints).toEqual([]);
    expect(opened.strangers).toEqual([]);
  });

  test("a sentence that is removed comes back with undo", async () => {
    await using opened = await open();
    const { page } = opened;
    await tab(page, "Draft").click();
    await page.getByRole("button", { name: /^Draft a/ }).click();
    await page.locator(".draft-sentence").first().waitFor();
    const all = await page.locator(".draft-sentence").count();
    await page.locator(".draft-sentence").first().hover();
    await page.locator(".draft-sentence .remove").first().click();
    await expect.poll(() => page.locator(".draft-sentence").count()).toBe(all - 1);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => page.locator(".draft-sentence").count()).toBe(all);
  });

  test("its banner is printed and the workspace around it is not", async () => {
    await using opened = await open();
    const { page } = opened;
    await tab(page, "Draft").click();
    await page.getByRole("button", { name: /^Draft a/ }).click();
    await page.locator(".draft-sentence").first().waitFor();
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("heading", { name: "Unverified draft" }).isVisible()).toBe(true);
    expect(await page.locator(".viewer").isVisible()).toBe(false);
    expect(await page.locator(".draft-print").first().isVisible()).toBe(true);
  });
});
