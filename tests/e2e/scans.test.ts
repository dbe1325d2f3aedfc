import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../support/mini.ts";
import { ask, describeInBrowser, openSample } from "./workspace.ts";

const cell = join(root, "samples", "images", "cell.png");

describeInBrowser("scans on the page", ({ open }) => {
  test("a file that is picked becomes a scan and is opened", async () => {
    await using opened = await open();
    const { page } = opened;
    const before = page.url();
    await page.locator("input[type=file]").setInputFiles(cell);
    await page.waitForURL((url) => url.href !== before);
    await page.locator(".rail-item [aria-current=true] img").waitFor();
    await ask(page, "What kind of image is this?");
    expect(opened.complaints).toEqual([]);
  });

  test("a file that is pasted becomes a scan", async () => {
    await using opened = await open();
    const { page } = opened;
    const before = page.url();
    const bytes = (await readFile(cell)).toString("base64");
    await page.evaluate(`(async () => {
      const bytes = Uint8Array.from(atob(${JSON.stringify(bytes)}), (c) => c.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], "pasted.png", { type: "image/png" }));
      dispatchEvent(new ClipboardEvent("paste", { clipboardData: data }));
    })()`);
    await page.waitForURL((url) => url.href !== before);
  });

  test("a file that is no picture is refused in words, and the page goes on", async () => {
    await using opened = await open();
    const { page } = opened;
    await page.locator("input[type=file]").setInputFiles({
      name: "letter.png",
      mimeType: "image/png",
      buffer: Buffer.from("Dear colleague"),
    });
    const error = page.locator(".rail-error");
    await error.waitFor();
    expect((await error.innerText()).length).toBeGreaterThan(20);
    await page.getByRole("button", { name: "Dismiss letter.png" }).click();
    expect(await error.count()).toBe(0);
  });

  test("deleting a scan can be undone", async () => {
    await using opened = await open();
    const { page } = opened;
    const before = page.url();
    await page.locator("input[type=file]").setInputFiles(cell);
    await page.waitForURL((url) => url.href !== before);
    const item = page.locator(".rail-item", { has: page.locator("[aria-current=true]") });
    await item.waitFor();
    await item.hover();
    await item.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await openSample(page, "Axial T1");
    expect(await page.getByRole("button", { name: "Delete" }).count()).toBeGreaterThan(0);
  });
});
