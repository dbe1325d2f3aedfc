import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { root } from "../support/mini.ts";
import { describeInBrowser, tab } from "./workspace.ts";

describeInBrowser("a draft report", ({ open, server }) => {
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
    await page.getByText(/^Version 2, edited/).waitFor();
    expect(await page.locator(".draft-sentence").first().innerText()).toContain("edited");
    await page.reload();
    await page.getByText(/^Version 2, edited/).waitFor();
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
    const copied = String(await page.evaluate("navigator.clipboard.readText()"));
    expect(copied).toContain("UNVERIFIED DRAFT");
    expect(copied).toContain("(edited: ");
    expect(copied).toMatch(/^\[1\] /m);
    expect(opened.complaints).toEqual([]);
    expect(opened.strangers).toEqual([]);
  });

  test("is found again in another browser, wherever it was made", async () => {
    const scan = readFile(join(root, "samples", "images", "cell.png"));
    const added = await fetch(`${server().url}/v1/scans`, { method: "POST", body: new Uint8Array(await scan) });
    const { id } = z.object({ id: z.string() }).parse(await added.json());
    const headers = { "content-type": "application/json" };
    for (const template of ["generic", "histology"]) {
      const body = JSON.stringify({ scan: id, template });
      expect((await fetch(`${server().url}/v1/reports`, { method: "POST", headers, body })).status).toBe(201);
    }
    await using opened = await open(`/?scan=${id}&tab=draft`);
    const { page } = opened;
    await page.getByText("2 earlier drafts of this scan").waitFor();
    await page.getByRole("button", { name: "Image report" }).click();
    await page.getByRole("heading", { name: "Unverified draft" }).waitFor();
    await page.getByText("1 other draft of this scan").click();
    await page.getByRole("button", { name: "Histology" }).waitFor();
    await page.goBack();
    await page.getByText("2 earlier drafts of this scan").waitFor();
    expect(opened.complaints).toEqual([]);
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

  test("an edit of what was changed in another window is not saved, is said, and the draft is shown as it is", async () => {
    await using opened = await open();
    const { page } = opened;
    await tab(page, "Draft").click();
    await page.getByRole("button", { name: /^Draft a/ }).click();
    await page.locator(".draft-sentence").first().waitFor();
    await using other = await open(new URL(page.url()).search);
    await tab(other.page, "Draft").click();
    const sentence = (of: typeof page) => of.locator(".draft-sentence textarea").first();
    await sentence(other.page).fill("The other window wrote this.");
    await sentence(other.page).blur();
    await other.page.getByText(/^Version 2, edited/).waitFor();
    await sentence(page).fill("This window wrote that.");
    await sentence(page).blur();
    await page.locator(".toast", { hasText: "changed elsewhere" }).waitFor();
    await page.getByText(/^Version 2, edited/).waitFor();
    await expect.poll(() => sentence(page).inputValue()).toBe("The other window wrote this.");
    await sentence(page).fill("This window wrote that after it.");
    await sentence(page).blur();
    await page.getByText(/^Version 3, edited/).waitFor();
  });

  test("a draft that is deleted comes back with undo, and without it is gone", async () => {
    await using opened = await open();
    const { page } = opened;
    await tab(page, "Draft").click();
    await page.getByRole("button", { name: /^Draft a/ }).click();
    const heading = page.getByRole("heading", { name: "Unverified draft" });
    await heading.waitFor();
    const report = new URL(page.url()).searchParams.get("draft");
    const status = async () => (await fetch(new URL(`/v1/reports/${report}`, page.url()))).status;
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await heading.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await heading.waitFor();
    expect(new URL(page.url()).searchParams.get("draft")).toBe(report);
    expect(await status()).toBe(200);
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await expect.poll(status, { timeout: 20_000 }).toBe(404);
    await page.reload();
    await page.getByRole("button", { name: "Draft a report" }).waitFor();
    expect(opened.complaints).toEqual([]);
  });

  test("is confirmed by name once what is flagged was accepted; an edit is a draft again, and a version comes back", async () => {
    await using opened = await open();
    const { page } = opened;
    await tab(page, "Draft").click();
    await page.getByRole("button", { name: /^Draft a/ }).click();
    await page.getByRole("button", { name: "Confirm…" }).click();
    const dialog = page.getByRole("dialog", { name: "Confirm version 1" });
    await dialog.getByText(/needs? a look/).waitFor();
    await dialog.getByRole("textbox").fill("Dr. Ada Example");
    await dialog.getByRole("button", { name: "Confirm version 1" }).click();
    expect(await dialog.locator("input:invalid").getAttribute("type")).toBe("checkbox");
    await dialog.getByRole("checkbox").check();
    await dialog.getByRole("button", { name: "Confirm version 1" }).click();
    await page.getByRole("heading", { name: "Confirmed by Dr. Ada Example" }).waitFor();
    expect(await page.getByText("Unverified draft", { exact: true }).count()).toBe(0);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "FHIR", exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^report-.*-v1\.fhir\.json$/);
    expect(JSON.parse(await readFile(await download.path(), "utf8"))).toMatchObject({
      status: "final",
      resultsInterpreter: [{ display: "Dr. Ada Example" }],
    });

    const first = page.locator(".draft-sentence textarea").first();
    const words = await first.inputValue();
    await first.fill("The reader changed this.");
    await first.blur();
    await page.getByRole("heading", { name: "Unverified draft" }).waitFor();
    await page.getByText(/Version 1 was confirmed by Dr\. Ada Example on .*; this is version 2/).waitFor();
    await page.getByText("2 versions").click();
    await page.getByRole("button", { name: "Version 2" }).click();
    const second = page.getByRole("dialog", { name: "Version 2" });
    await second.locator(".version-sentence.added", { hasText: "The reader changed this." }).waitFor();
    await second.locator(".version-sentence.removed", { hasText: words }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Version 1" }).click();
    await page.getByRole("button", { name: "Take version 1 back" }).click();
    await page.getByText(/^Version 3, as version 1 was/).waitFor();
    await expect.poll(() => first.inputValue()).toBe(words);
    await page.getByRole("heading", { name: "Unverified draft" }).waitFor();
    expect(opened.complaints).toEqual([]);
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
