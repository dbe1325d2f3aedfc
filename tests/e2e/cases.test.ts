import { expect, test } from "vitest";
import { describeInBrowser, openSample, tab } from "./workspace.ts";

describeInBrowser("similar cases", ({ open }) => {
  test("the own case can be left out, filters narrow, and a case opens beside the scan", async () => {
    await using opened = await open();
    const { page } = opened;
    await openSample(page, "Axial T1-weighted");
    await tab(page, "Cases").click();
    await page.locator(".case-tile").first().waitFor();
    expect(await page.locator(".case-tile").first().innerText()).toContain("this very image");
    await page.getByLabel("leave out this scan’s own case").check();
    await expect.poll(() => page.locator(".case-tile .same").count()).toBe(0);
    await page.locator(".case-tile").first().waitFor();
    expect(await page.getByLabel("leave out this scan’s own case").isVisible()).toBe(true);

    await page.getByLabel("modality").selectOption("MRI");
    const tiles = () => page.locator(".case-tile").count();
    await expect.poll(tiles).toBe(2);
    await page.reload();
    await expect.poll(tiles).toBe(2);
    expect(await page.getByLabel("modality").inputValue()).toBe("MRI");
    expect(await page.getByLabel("leave out this scan’s own case").isChecked()).toBe(true);
    await page.locator(".case-tile button").first().click();
    await page.getByRole("complementary", { name: "Cited case" }).waitFor();
    expect(new URL(page.url()).searchParams.get("tab")).toBe("cases");
    expect(opened.complaints).toEqual([]);
  });

  test("a label is found by its words, and its like that nothing passes is said", async () => {
    await using opened = await open("/?tab=cases");
    const { page } = opened;
    const tiles = () => page.locator(".case-tile").count();
    await expect.poll(tiles).toBe(10);
    await page.getByLabel("label contains").fill("Microaneur");
    await page.keyboard.press("Enter");
    await expect.poll(tiles).toBe(1);
    await page.getByLabel("label contains").fill("no 'such' label");
    await page.keyboard.press("Enter");
    await page.getByText("No pair meets the conditions.").waitFor();
    await page.getByText("0 of 10 pairs of demo").waitFor();
    expect(await tiles()).toBe(0);
    await page.getByRole("button", { name: "clear filters" }).click();
    await expect.poll(tiles).toBe(10);
  });

  test("nothing similar is said before what is nearest all the same", async () => {
    await using opened = await open();
    const { page } = opened;
    await openSample(page, "Grey-scale quantitative phase image of a single cell");
    await tab(page, "Cases").click();
    await page.getByLabel("leave out this scan’s own case").check();
    await page.getByText("Nothing similar here.").waitFor();
    expect(await page.locator(".case-grid.faint .case-tile").count()).toBeGreaterThan(0);
  });
});
