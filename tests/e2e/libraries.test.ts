import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { z } from "zod";
import { root } from "../support/mini.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { describeInBrowser } from "./workspace.ts";

/** Pictures of their own, so that each is taken in, in a folder with one that is none. */
async function pictures(count: number): Promise<string> {
  const folder = join(await temporaryFolder(), "pictures");
  await mkdir(folder);
  for (let i = 0; i < count; i++) {
    const colour = { r: i % 256, g: (i * 7) % 256, b: 90 };
    await sharp({ create: { width: 64, height: 64, channels: 3, background: colour } })
      .png()
      .toFile(join(folder, `p${i}.png`));
  }
  await writeFile(join(folder, "broken.png"), "this is no picture");
  return folder;
}

describeInBrowser("libraries", ({ open, server }) => {
  test("a folder is added with progress, what failed is listed and can be retried, and the library deleted by its name", async () => {
    await using opened = await open();
    const { page } = opened;
    const folder = await pictures(6);
    await page.getByRole("button", { name: "Libraries" }).click();
    const dialog = page.getByRole("dialog", { name: "Libraries" });
    await dialog.getByLabel("folders or tables").fill(folder);
    await dialog.getByLabel("into library").fill("mine");
    await dialog.getByRole("button", { name: "Add" }).click();
    await dialog.getByText("6 added").waitFor();
    await dialog.getByText("1 of 7 could not be taken").click();
    expect(await dialog.locator(".failed-rows").innerText()).toContain("broken.png");

    await cp(join(root, "samples", "images", "cell.png"), join(folder, "broken.png"));
    await dialog.getByRole("button", { name: "Retry 1 failed" }).click();
    await dialog.getByText("1 added").waitFor();

    const item = dialog.locator(".library-item", { hasText: "mine" });
    await item.getByText("7 pairs").waitFor();
    await item.getByRole("button", { name: "Delete…" }).click();
    const remove = item.getByRole("button", { name: "Delete mine" });
    expect(await remove.isDisabled()).toBe(true);
    await item.getByRole("textbox").fill("mine");
    await remove.click();
    await item.waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(opened.complaints).toEqual([]);
  });

  test("adding is cancelled and gone on with", async () => {
    await using opened = await open("/?dialog=libraries");
    const { page } = opened;
    const folder = await pictures(400);
    const dialog = page.getByRole("dialog", { name: "Libraries" });
    await dialog.getByLabel("folders or tables").fill(folder);
    await dialog.getByLabel("into library").fill("many");
    await dialog.getByRole("button", { name: "Add" }).click();
    await dialog.getByText(/of 401 images/).waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    const words = await dialog.getByText(/^cancelled · /).innerText();
    const kept = /(\d+) pairs? taken in/.exec(words)?.[1];
    const list = z.object({ libraries: z.array(z.object({ name: z.string(), pairs: z.number() })) });
    const { libraries } = list.parse(await (await fetch(`${server().url}/v1/libraries`)).json());
    expect(Number(kept)).toBe(libraries.find(({ name }) => name === "many")?.pairs ?? 0);
    await dialog.getByRole("button", { name: "Go on" }).first().click();
    await dialog.getByText(/, 1 failed/).waitFor({ timeout: 120_000 }); // 400 pictures, on a machine that others use too
  });

  test("a source that is not there is refused in words", async () => {
    await using opened = await open("/?dialog=libraries");
    const { page } = opened;
    const dialog = page.getByRole("dialog", { name: "Libraries" });
    await dialog.getByLabel("folders or tables").fill("/no/such/folder");
    await dialog.getByRole("button", { name: "Add" }).click();
    const job = dialog.locator(".job-item", { hasText: "/no/such/folder" });
    await job.locator(".warning").waitFor();
    await job.getByRole("button", { name: "Try again" }).waitFor();
    await job.getByRole("button", { name: "Dismiss" }).click();
    await job.waitFor({ state: "detached" });
    await page.reload();
    await dialog.locator(".library-item").first().waitFor();
    expect(await job.count()).toBe(0);
  });
});
