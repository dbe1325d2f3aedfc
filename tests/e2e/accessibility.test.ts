import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { accessibilityViolations, desktop, phone } from "../support/browser.ts";
import { ask, describeInBrowser, openSample } from "./workspace.ts";

const looks = [desktop, phone].flatMap((size) => (["light", "dark"] as const).map((theme) => ({ ...size, theme })));

/** Every tab with something in it, and what can be opened over or beside them. */
const scenes: readonly { readonly name: string; readonly go: (page: Page) => Promise<void> }[] = [
  { name: "ask", go: (page) => ask(page, "What does this show?") },
  {
    name: "cited case",
    async go(page) {
      await page.locator(".cited-text .chip.pair").first().click();
      await page.locator(".case-panel mark").first().waitFor();
      await page.locator("article.turn summary").first().click();
    },
  },
  {
    name: "classes",
    async go(page) {
      await page.locator("#tab-classes").click();
      await page.locator("table.shares").waitFor();
      await page.locator(".classes summary").click();
    },
  },
  {
    name: "cases",
    async go(page) {
      await page.locator("#tab-cases").click();
      await page.locator(".case-tile").first().waitFor();
    },
  },
  {
    name: "draft",
    async go(page) {
      await page.locator("#tab-draft").click();
      await page.getByRole("button", { name: /^Draft a/ }).click();
      await page.locator(".draft-sentence").first().waitFor();
    },
  },
  {
    name: "help",
    async go(page) {
      await page.keyboard.press("Escape");
      await page.locator("#tab-draft").press("?");
      await page.locator("dialog").waitFor();
    },
  },
];

describeInBrowser("axe finds nothing", ({ open }) => {
  test.each(looks)("at $width px, $theme", async (look) => {
    await using opened = await open("/", look);
    const { page } = opened;
    if (look.width < 600) await page.getByRole("button", { name: "Scans, library, writer" }).click();
    await openSample(page, "Axial T1-weighted");
    for (const { name, go } of scenes) {
      await go(page);
      expect({ name, violations: await accessibilityViolations(page) }).toEqual({ name, violations: [] });
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    }
  });
});
