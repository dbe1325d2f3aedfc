import { expect, test } from "vitest";
import { describeInBrowser, openSample, tab } from "./workspace.ts";

describeInBrowser("the address", ({ open, server }) => {
  test("names scan, tab and library: a reload shows the same, back goes back", async () => {
    await using opened = await open();
    const { page } = opened;
    await openSample(page, "Axial T1-weighted");
    await tab(page, "Cases").click();
    await page.locator(".case-tile").first().waitFor();
    const address = page.url();
    await page.reload();
    await page.locator(".case-tile").first().waitFor();
    expect(page.url()).toBe(address);
    expect(await tab(page, "Cases").getAttribute("aria-selected")).toBe("true");
    await page.goBack();
    expect(await tab(page, "Ask").getAttribute("aria-selected")).toBe("true");
  });

  test("a question typed while the page still loads is answered", async () => {
    await using opened = await open();
    const { page } = opened;
    await openSample(page, "Axial T1-weighted");
    await page.reload({ waitUntil: "commit" });
    await page.getByLabel("Question about this scan").fill("What kind of image is this?");
    await page.keyboard.press("Enter");
    const turn = page.locator("article.turn").last();
    await turn.locator("summary", { hasText: "why?" }).waitFor();
    expect(await turn.locator(".question").innerText()).toContain("What kind of image is this?");
  });

  test("a scan that is no longer there is said, and another can be opened", async () => {
    await using opened = await open();
    const { page } = opened;
    await page.goto(`${server().url}/?scan=0000000000000000`);
    await page.locator(".viewer .stage-note").waitFor();
    await openSample(page, "Axial T1-weighted");
  });
});
