import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { desktop, phone } from "../support/browser.ts";
import { ask, describeInBrowser, openSample, tab } from "./workspace.ts";

const brain = "Axial T1-weighted MR slice";
const similar = "What do similar cases say?";

const lastTurn = (page: Page) => page.locator("article.turn").last();

describeInBrowser("the assistant", ({ open, server }) => {
  test("a case is banned beside its evidence, is not read again, and comes back by undo", async () => {
    await using opened = await open("/", desktop);
    const { page } = opened;
    await openSample(page, brain);
    await ask(page, similar);
    const turn = lastTurn(page);
    await turn.locator("summary").click();
    const first = turn.locator(".evidence-list li").first();
    const ban = first.getByRole("button", { name: /^Ban(?:ned)? case / });
    const name = (await ban.getAttribute("aria-label"))?.replace("Ban case ", "") ?? "";
    await ban.click();
    await expect.poll(() => ban.getAttribute("aria-pressed")).toBe("true");
    await page.getByText(`Case ${name} is banned`).waitFor();
    const pin = turn
      .locator(".evidence-list li")
      .nth(1)
      .getByRole("button", { name: /^Pin(?:ned)? case / });
    await pin.click();
    await expect.poll(() => pin.getAttribute("aria-pressed")).toBe("true");
    await ask(page, similar);
    expect(await lastTurn(page).innerText()).not.toContain(`case ${name}`);
    await lastTurn(page).locator("summary").click();
    expect(await lastTurn(page).locator(".why").innerText()).toMatch(/pinned[\s\S]*banned/);
    await page.reload();
    await tab(page, "Cases").click();
    const tile = page.locator(".case-tile", { hasText: name }).first();
    const again = tile.getByRole("button", { name: new RegExp(`^Ban(?:ned)? case ${name}$`) });
    await expect.poll(() => again.getAttribute("aria-pressed")).toBe("true");
    await again.click();
    await expect.poll(() => again.getAttribute("aria-pressed")).toBe("false");
    expect(opened.complaints).toEqual([]);
  });

  test("a case is pinned before anything was asked, and the conversation has it", async () => {
    await using opened = await open("/", phone);
    const { page } = opened;
    await page.getByRole("button", { name: "Scans, library, writer" }).click();
    await openSample(page, "Mid-sagittal");
    await tab(page, "Cases").tap();
    const pin = page
      .locator(".case-tile")
      .nth(2)
      .getByRole("button", { name: /^Pin(?:ned)? case / });
    await pin.tap();
    await expect.poll(() => pin.getAttribute("aria-pressed")).toBe("true");
    await tab(page, "Ask").tap();
    await ask(page, "What kind of image is this?");
    await lastTurn(page).locator("summary").tap();
    expect(await lastTurn(page).locator(".facts").innerText()).toContain("pinned");
    expect(opened.complaints).toEqual([]);
  });

  test("a correction is proposed as the words of a pair, which is saved and found", async () => {
    await using opened = await open("/", desktop);
    const { page } = opened;
    await openSample(page, "Grey-scale quantitative");
    await ask(page, "no, this is a microscope image of a yeast");
    await page.getByRole("button", { name: "Save as a pair…" }).click();
    const words = page.getByLabel("What this image shows, in your words");
    expect(await words.inputValue()).toBe("This is a microscope image of a yeast.");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("holds 1 pair now").waitFor();
    await page.getByRole("button", { name: "Use my-cases" }).click();
    await tab(page, "Cases").click();
    await page.getByText("This is a microscope image of a yeast.").first().waitFor();
    await fetch(`${server().url}/v1/libraries/my-cases`, {
      method: "DELETE",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ confirm: "my-cases" }),
    });
    expect(opened.complaints).toEqual([]);
  });

  test("what is out of scope says so and offers questions; a draft is one press away", async () => {
    await using opened = await open("/", desktop);
    const { page } = opened;
    await openSample(page, brain);
    await ask(page, "What dose of amoxicillin should I give?");
    expect(await lastTurn(page).innerText()).toContain("not a question for this program");
    await ask(page, "Draft a report");
    await lastTurn(page).getByRole("button", { name: "Draft a report" }).click();
    await expect.poll(() => tab(page, "Draft").getAttribute("aria-selected")).toBe("true");
    await tab(page, "Ask").click();
    await ask(page, "Compare with the nearest case");
    await lastTurn(page)
      .getByRole("button", { name: /^Open case / })
      .click();
    await page.getByRole("complementary", { name: "Cited case" }).waitFor();
    expect(opened.complaints).toEqual([]);
  });
});
