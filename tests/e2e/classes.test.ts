import { readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { labelledSamples } from "../support/labelled-samples.ts";
import { root } from "../support/mini.ts";
import { cliAt } from "../support/run-cli.ts";
import { hasShared, shared } from "../support/shared.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { describeInBrowser, openSample, tab } from "./workspace.ts";

const ultrasounds = "data/busi_ultrasound/images";

/** Opens a file of one's own; what it is compared with before anyone chose. */
async function firstNames(page: Page, path: string): Promise<string> {
  const before = page.url();
  await page.locator("input[type=file]").setInputFiles(path);
  await page.waitForURL((url) => url.href !== before);
  await tab(page, "Classes").click();
  await page.locator("table.shares").waitFor();
  return page.locator(".names-form select").inputValue();
}

describeInBrowser("classes", ({ open, server }) => {
  test("a scan of one's own opens on the names made for its kind of image and its part of the body", async () => {
    await using opened = await open();
    const { page } = opened;
    const sample = (file: string) => join(root, "samples", "images", file);
    expect(await firstNames(page, sample("BrainProtonDensitySlice256x256.png"))).toBe("brain-mri-tumour");
    const other = page.locator("optgroup[label='made for other images']");
    expect(await other.locator("option[value=chest-xray-pneumonia]").count()).toBe(1);
    expect(await firstNames(page, sample("FatMRISlice.png"))).toBe("modality"); // an abdomen, which no set is made for
    expect(await other.locator("option[value=brain-mri-tumour]").count()).toBe(1);
    expect(opened.complaints).toEqual([]);
  });

  test.skipIf(!hasShared(ultrasounds))("a breast ultrasound opens on the names made for it", async () => {
    await using opened = await open();
    const [file] = readdirSync(join(shared, ultrasounds)).sort();
    expect(await firstNames(opened.page, join(shared, ultrasounds, file))).toBe("breast-ultrasound");
  });

  test("findings are each asked by themselves, and a set with no finding among its names never is", async () => {
    await using opened = await open();
    const { page } = opened;
    await openSample(page, "Axial T1-weighted");
    await tab(page, "Classes").click();
    const names = page.locator(".names-form select");
    await names.selectOption("chest-xray-findings");
    await page.getByText("share of each name against its absence").waitFor();
    expect(await page.locator("table.shares tbody tr").count()).toBe(15);
    expect(await page.getByLabel("one of these").isDisabled()).toBe(true);
    await names.selectOption("chest-xray-pneumonia");
    await page.getByText("share of these names").waitFor();
    expect(await page.getByLabel("each by itself").isDisabled()).toBe(true);
    expect(opened.complaints).toEqual([]);
  });

  test("names that fit are shown as shares with their spread, and shipped names with their probability and that of none of these", async () => {
    await using opened = await open();
    const { page } = opened;
    await openSample(page, "Colour fundus photograph");
    await tab(page, "Classes").click();
    const table = page.locator("table.shares");
    await table.waitFor();
    const words = await table.innerText();
    expect(words).toContain("share of these names");
    expect(words).toContain("none of these");
    expect(await table.locator(".share-spread").count()).toBeGreaterThan(0);
    const rows = await table.locator("tbody tr").allInnerTexts();
    expect(rows.at(-1)).toContain("none of these");
    const chances = rows.map((row) => Number(/probability\s+(\d+)/.exec(row)?.[1]));
    expect(chances.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(98);
    expect(chances.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(102);
    await page.locator(".classes summary").click();
    expect(await page.locator(".classes .why").innerText()).toContain("cosine");
    expect(opened.complaints).toEqual([]);
  });

  test("an adapter of the home is chosen like names, and has no map; a damaged one cannot be chosen", async () => {
    const { home } = server();
    const data = await labelledSamples(await temporaryFolder());
    const made = await cliAt(home)("adapt", "--data", data, "--out", join(home, "adapters", "eyes.json"));
    expect(made.code).toBe(0);
    await writeFile(join(home, "adapters", "old.json"), "{}");
    await using opened = await open();
    const { page } = opened;
    await openSample(page, "Colour fundus photograph");
    await tab(page, "Classes").click();
    const names = page.locator(".names-form select");
    await names.locator("option[value='adapter:eyes']").waitFor({ state: "attached" });
    expect(await names.locator("option[value='adapter:old']").isDisabled()).toBe(true);
    await names.selectOption("adapter:eyes");
    await page.getByText("share of these classes").waitFor();
    expect(await page.locator("table.shares tbody tr").first().innerText()).toContain("eye");
    expect(await page.getByLabel("each by itself").isDisabled()).toBe(true);
    await page.locator(".classes summary").click();
    expect(await page.locator(".classes .why").innerText()).toContain("8 images of 7 cases");
    await page.keyboard.press("h");
    await page.getByText("An adapter has no words that could be looked for").waitFor();
    await page.keyboard.press("h");
    await names.selectOption("modality");
    await page.getByText("share of these names").waitFor();
    expect(opened.complaints).toEqual([]);
  });

  test("why the kind of image has two figures is said where the kinds are the names", async () => {
    await using opened = await open();
    const { page } = opened;
    await openSample(page, "Axial T1-weighted");
    await tab(page, "Classes").click();
    await page.locator(".names-form select").selectOption({ label: "Kind of image" });
    await page.locator(".classes summary").click();
    await page.getByText("Two measures of one thing").waitFor();
    expect(await page.locator(".classes .why").innerText()).toContain("“looks like an MRI” (");
  });

  test("a single name is compared with its absence, and never has the whole share", async () => {
    await using opened = await open();
    const { page } = opened;
    await openSample(page, "Axial T1-weighted");
    await tab(page, "Classes").click();
    await page.locator(".names-form select").selectOption("own");
    await page.getByLabel("one name a line").fill("glioma");
    await page.getByRole("button", { name: "Compare 1 name" }).click();
    await page.getByText("share of each name against its absence").waitFor();
    expect(await page.locator("table.shares tbody tr").first().locator(".number").innerText()).not.toBe("100 %");
    expect(await page.getByLabel("each by itself").isChecked()).toBe(true);
    expect(await page.getByLabel("one of these").isDisabled()).toBe(true);
  });

  test("names of another kind of image: why none is named is said before the shares", async () => {
    await using opened = await open();
    const { page } = opened;
    await openSample(page, "Axial T1-weighted");
    await tab(page, "Classes").click();
    await page.locator(".names-form select").selectOption("own");
    await page.getByLabel("one name a line").fill("pneumonia\nno acute findings");
    await page.getByRole("button", { name: "Compare 2 names" }).click();
    const note = page.locator(".abstention");
    await note.waitFor();
    expect(await note.innerText()).toContain("No class is named.");
    const top = (await note.boundingBox())?.y ?? 0;
    expect(top).toBeLessThan((await page.locator("table.shares").boundingBox())?.y ?? 0);
    expect(await page.locator("table.shares tbody tr").count()).toBe(3);
  });

  test("names are tried on the library while they are typed: the figure, who was taken for whom, and the worst pairs", async () => {
    await using opened = await open();
    const { page } = opened;
    await openSample(page, "Colour fundus photograph");
    await tab(page, "Classes").click();
    await page.getByRole("button", { name: "Try names on your library" }).click();
    const figure = page.locator(".tried-figure");
    await figure.filter({ hasText: "balanced accuracy" }).waitFor();
    expect(await page.locator(".confusion tbody tr").count()).toBe(2);
    await page.getByLabel("wordings of normal, one a line").fill("a picture of a brain in an MRI");
    await page.locator('.tried[aria-busy="true"]').waitFor();
    await page.locator('.tried[aria-busy="false"]').waitFor();
    await page.getByLabel("templates, one a line").fill("no place for a name");
    await page.getByText("Every template has {} once.").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    expect(opened.complaints).toEqual([]);
  });
});
