import { expect, test } from "vitest";
import { describeInBrowser, openSample, tab } from "./workspace.ts";

describeInBrowser("classes", ({ open }) => {
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
    await page.locator('[aria-busy="true"]').waitFor();
    await page.locator('.tried[aria-busy="false"]').waitFor();
    await page.getByLabel("templates, one a line").fill("no place for a name");
    await page.getByText("Every template has {} once.").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    expect(opened.complaints).toEqual([]);
  });
});
