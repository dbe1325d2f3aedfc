import { buildPage, chromiumPath, hasChromium } from "../support/browser.ts";

/** Builds the page once, before all browser tests. */
export async function setup(): Promise<void> {
  if (hasChromium) await buildPage();
  else
    process.stdout.write(
      `Browser tests are skipped: there is no ${chromiumPath} (Debian: apt-get install chromium).\n`,
    );
}
