import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../support/mini.ts";
import { ask, describeInBrowser, forgetConversations, openSample } from "./workspace.ts";

const cell = join(root, "samples", "images", "cell.png");

describeInBrowser("scans on the page", ({ open, server }) => {
  test("an address of a scan that is not there says so, and offers no questions about it", async () => {
    await using opened = await open();
    const { page } = opened;
    await page.goto(`${server().url}/?scan=${"f".repeat(32)}`);
    await page.getByText("There is no scan of that id.").waitFor();
    expect(await page.getByLabel("Question about this scan").count()).toBe(0);
    expect(await page.locator(".suggestion").count()).toBe(0);
  });

  test("a file that is picked becomes a scan and is opened", async () => {
    await using opened = await open();
    const { page } = opened;
    const before = page.url();
    await page
      .locator("input[type=file]")
      .setInputFiles(join(root, "samples", "images", "BrainProtonDensitySlice256x256.png"));
    await page.waitForURL((url) => url.href !== before);
    await page.locator(".rail-item [aria-current=true] img").waitFor();
    const id = new URL(page.url()).searchParams.get("scan") ?? "";
    const name = page.locator(".rail-item [aria-current=true] .rail-name");
    await expect.poll(() => name.innerText(), { timeout: 20_000 }).toMatch(/^MRI /);
    expect(await name.innerText()).toBe(`MRI ${id.slice(0, 4)}`);
    await openSample(page, "Axial T1");
    await page.reload();
    await page
      .getByRole("button", { name: `MRI ${id.slice(0, 4)}` })
      .first()
      .click();
    await ask(page, "What kind of image is this?");
    expect(opened.complaints).toEqual([]);
  });

  test("a scan of a kind that the encoder does not know is named by no kind", async () => {
    await using opened = await open();
    const { page } = opened;
    await page.locator("input[type=file]").setInputFiles(cell);
    const name = page.locator(".rail-item [aria-current=true] .rail-name");
    await name.waitFor();
    await page.getByText("unlike every kind of image").first().waitFor();
    expect(await name.innerText()).toMatch(/^image [0-9a-f]{4}$/);
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

  test("deleting a scan takes its conversation along; undone in time, both are there as before", async () => {
    await using opened = await open();
    await forgetConversations(server().url);
    const { page } = opened;
    const before = page.url();
    await page.locator("input[type=file]").setInputFiles(cell);
    await page.waitForURL((url) => url.href !== before);
    const item = page.locator(".rail-item", { has: page.locator("[aria-current=true]") });
    await item.waitFor();
    await ask(page, "What kind of image is this?");
    const there = page.url();
    const remove = async () => {
      await item.hover();
      await item.getByRole("button", { name: "Delete" }).click();
    };
    const sessions = async () => await (await fetch(new URL("/v1/sessions", there))).json();
    const asked = await sessions();
    await remove();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.goto(there);
    await page.locator("article.turn").first().waitFor();
    expect(await sessions()).toEqual(asked);

    await remove();
    await expect.poll(sessions, { timeout: 20_000 }).toEqual({ sessions: [] });
    await page.locator("input[type=file]").setInputFiles(cell);
    await page.waitForURL(there.replace(/&.*/, "*"));
    await page.getByLabel("Question about this scan").waitFor();
    expect(await page.locator("article.turn").count()).toBe(0);
  });
});
