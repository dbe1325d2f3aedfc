import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { beforeEach, expect, inject, test } from "vitest";
import { desktop, phone } from "../support/browser.ts";
import { root } from "../support/mini.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { ask, describeInBrowser, forgetConversations, openSample } from "./workspace.ts";

const mostBytes = 150_000;
const brain = "Axial T1-weighted MR slice";
const similar = "What does this show?";

const scenes: readonly { readonly name: string; readonly go: (page: Page) => Promise<void> }[] = [
  {
    name: "first-minute",
    async go(page) {
      await page.locator(".in-short .share-bar").first().waitFor();
    },
  },
  {
    name: "ask",
    async go(page) {
      await drawer(page);
      await openSample(page, brain);
      await ask(page, similar);
      await page.locator(".cited-text .chip.pair").first().click();
      await page.locator(".case-panel mark").first().waitFor();
    },
  },
  {
    name: "classes",
    async go(page) {
      await page.locator("#tab-classes").click();
      await page.locator("table.shares").waitFor();
    },
  },
  {
    name: "heat-map",
    async go(page) {
      await drawer(page);
      await openSample(page, brain);
      await page.locator("#tab-classes").click();
      await page.locator("table.shares").waitFor();
      await page.getByRole("button", { name: "Heat map" }).click();
      await page.locator("canvas.heat-map").waitFor();
    },
  },
  {
    name: "cases",
    async go(page) {
      await page.locator("#tab-cases").click();
      await page.locator(".case-tile img").first().waitFor();
      const inSight =
        "[...document.querySelectorAll('.case-tile')].slice(0, innerWidth < 600 ? 3 : 9).every((tile) => tile.querySelector('img')?.naturalWidth > 0)";
      await expect.poll(() => page.evaluate(inSight), { timeout: 30_000 }).toBe(true); // waitForFunction would need the page to allow eval
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
];

async function drawer(page: Page): Promise<void> {
  const button = page.getByRole("button", { name: "Scans, library, writer" });
  if (await button.isVisible()) await button.click();
}

describeInBrowser("screenshots", ({ open, server }) => {
  beforeEach(() => forgetConversations(server().url));

  test.each([desktop, phone].flatMap((size) => (["light", "dark"] as const).map((theme) => ({ ...size, theme }))))(
    "at $width px, $theme",
    async (look) => {
      const folder = inject("screenshots") ? join(root, "docs", "screenshots") : await temporaryFolder();
      await mkdir(folder, { recursive: true });
      for (const { name, go } of scenes) {
        await using opened = await open("/", look);
        await go(opened.page);
        const path = join(folder, `${name}-${look.width}-${look.theme}.webp`);
        await sharp(await opened.page.screenshot())
          .webp({ quality: 85 })
          .toFile(path);
        expect((await stat(path)).size).toBeLessThan(mostBytes);
      }
    },
  );
});
