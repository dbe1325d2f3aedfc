import { expect, test } from "vitest";
import { z } from "zod";
import { phone } from "../support/browser.ts";
import { ask, describeInBrowser } from "./workspace.ts";

describeInBrowser("the first minute", ({ open }) => {
  test("opens on a sample, classified, with three questions and where things go", async () => {
    await using opened = await open();
    const { page } = opened;
    await page.locator(".in-short .share-bar").first().waitFor();
    expect(new URL(page.url()).searchParams.get("scan")).not.toBeNull();
    expect(await page.locator(".suggestion").count()).toBe(3);
    expect(await page.locator(".page-footer").innerText()).toBe(
      "research and education, not a medical device · nothing leaves this computer",
    );
    expect(await page.locator("dialog").count()).toBe(0);
    expect(await page.locator("img.picture").getAttribute("alt")).toMatch(/^sample, /);
    expect(opened.complaints).toEqual([]);
    expect(opened.strangers).toEqual([]);
  });

  test("a question of a sample is answered with one press", async () => {
    await using opened = await open();
    const { page } = opened;
    await page.locator(".suggestion").first().click();
    await page.locator("article.turn summary").waitFor();
    expect((await page.locator(".cited-text").innerText()).length).toBeGreaterThan(10);
    expect(opened.complaints).toEqual([]);
  });

  test("on a phone the scans are in a drawer and the question box stays in sight", async () => {
    await using opened = await open("/", phone);
    const { page } = opened;
    const box = page.getByLabel("Question about this scan");
    expect(await box.isVisible()).toBe(true);
    expect((await box.boundingBox())?.y).toBeGreaterThan(650);
    await page.getByRole("button", { name: "Scans, library, writer" }).click();
    await page.getByRole("navigation", { name: "Scans" }).getByRole("button", { name: "Axial T1" }).click();
    await expect.poll(() => page.locator(".rail.open").count()).toBe(0);
    await ask(page, "What kind of image is this?");
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    expect(opened.complaints).toEqual([]);
  });

  test("the shell is painted at once", async () => {
    await using opened = await open();
    const paint = z
      .number()
      .parse(await opened.page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
    process.stdout.write(`first contentful paint: ${Math.round(paint)} ms\n`);
    expect(paint).toBeLessThan(2_000); // the goal is 200 ms; a loaded test machine is given more
  });
});
