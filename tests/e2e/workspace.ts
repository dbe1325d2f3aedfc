import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe } from "vitest";
import { z } from "zod";
import {
  chromiumPath,
  hasChromium,
  launchBrowser,
  type OpenOptions,
  openPage,
  type RunningServer,
  startServer,
  type WatchedPage,
} from "../support/browser.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Whether docs/screenshots/ is to be written. */
    screenshots: boolean;
  }
}

/** A running server and a browser, shared by the tests of a file. */
export interface Workspace {
  readonly server: () => RunningServer;
  /** Opens an address of the server, and waits until its scan is shown and classified. */
  open(path?: string, options?: OpenOptions): Promise<WatchedPage>;
}

/**
 * Tests that need the real server and Chromium; skipped, with the reason in the name, where there is no Chromium.
 * @param config makes the server's `config.json`
 */
export function describeInBrowser(
  name: string,
  tests: (workspace: Workspace) => void,
  config?: () => Promise<object>,
): void {
  const title = hasChromium ? name : `${name} (skipped: no ${chromiumPath})`;
  describe.skipIf(!hasChromium)(title, () => {
    let server: RunningServer;
    let browser: Browser;
    beforeAll(async () => {
      [server, browser] = await Promise.all([startServer(await config?.()), launchBrowser()]);
    });
    afterAll(async () => {
      await browser?.close();
      await server?.[Symbol.asyncDispose]();
    });
    tests({
      server: () => server,
      async open(path = "/", options) {
        const opened = await openPage(browser, `${server.url}${path}`, options);
        await opened.page.locator("img.picture").first().waitFor({ state: "visible" });
        return opened;
      },
    });
  });
}

/** Asks in the question box, once what was said before is there, and waits for the whole answer. */
export async function ask(page: Page, question: string): Promise<void> {
  await page.locator(".ask[aria-busy=false]").waitFor({ state: "attached" });
  const before = await page.locator("article.turn").count();
  await page.getByLabel("Question about this scan").fill(question);
  await page.keyboard.press("Enter");
  const turn = page.locator("article.turn").nth(before);
  await turn.locator("summary", { hasText: "why?" }).waitFor();
}

const SessionList = z.object({ sessions: z.array(z.object({ id: z.string() })) });

/** Deletes what was asked before, which a page that opens the same scan would show again. */
export async function forgetConversations(url: string): Promise<void> {
  const { sessions } = SessionList.parse(await (await fetch(`${url}/v1/sessions`)).json());
  await Promise.all(sessions.map(({ id }) => fetch(`${url}/v1/sessions/${id}`, { method: "DELETE" })));
}

export function tab(page: Page, name: "Ask" | "Classes" | "Cases" | "Draft") {
  return page.getByRole("tab", { name });
}

/** Opens the sample whose caption begins so. */
export async function openSample(page: Page, caption: string): Promise<void> {
  await page.getByRole("navigation", { name: "Scans" }).getByRole("button", { name: caption }).click();
  const current = page.locator(".rail-button[aria-current=true]", { hasText: caption });
  await current.waitFor({ state: "attached" });
  await page.locator("img.picture").first().waitFor({ state: "visible" });
}
