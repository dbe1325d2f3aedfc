import { expect, test } from "vitest";
import { ask, describeInBrowser, openSample } from "./workspace.ts";

/** A scan whose kind and neighbours the demo library knows. */
const brain = "Axial T1-weighted MR slice";
const similar = "What does this show?";

describeInBrowser("asking", ({ open, server }) => {
  test("an answer cites, and a chip opens the cited case beside the scan with the quote marked", async () => {
    await using opened = await open();
    const { page } = opened;
    await openSample(page, brain);
    await ask(page, similar);
    const chip = page.locator(".cited-text .chip.pair").first();
    await chip.click();
    const panel = page.getByRole("complementary", { name: "Cited case" });
    await panel.locator("mark").first().waitFor();
    const words = await panel.innerText();
    expect(words).toContain("licence");
    expect(words).toContain("source");
    const marked = await panel.locator("mark").first().innerText();
    expect(await page.locator(".cited-text").innerText()).toContain(marked);
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    await expect.poll(() => page.evaluate("document.activeElement.className")).toContain("chip");
    expect(opened.complaints).toEqual([]);
    expect(opened.strangers).toEqual([]);
  });

  test("back closes the case, forward opens it, and reload keeps it with the conversation", async () => {
    await using opened = await open();
    const { page } = opened;
    await openSample(page, brain);
    await ask(page, similar);
    await page.locator(".cited-text .chip.pair").first().click();
    const panel = page.getByRole("complementary", { name: "Cited case" });
    await panel.waitFor();
    await page.goBack();
    await panel.waitFor({ state: "detached" });
    await page.goForward();
    await panel.waitFor();
    await page.reload();
    await panel.locator("mark").first().waitFor();
    expect(await page.locator("article.turn .question").first().innerText()).toContain(similar);
  });

  test("the conversation survives a restart of the server", async () => {
    await using opened = await open();
    const { page } = opened;
    await openSample(page, "Mid-sagittal");
    await ask(page, "What kind of image is this?");
    const answer = await page.locator(".cited-text").first().innerText();
    await server().restart();
    await page.reload();
    await page.locator(".cited-text").first().waitFor();
    expect(await page.locator(".cited-text").first().innerText()).toBe(answer);
  });

  test("why? lists the evidence in its order and says who wrote", async () => {
    await using opened = await open();
    const { page } = opened;
    await openSample(page, brain);
    await ask(page, similar);
    const turn = page.locator("article.turn").last(); // the conversation of the tests before stands above it
    await turn.locator("summary").click();
    const numbers = await turn.locator(".evidence-number").allInnerTexts();
    expect(numbers.slice(0, 2)).toEqual(["1", "2"]);
    expect(await turn.locator(".why").innerText()).toContain("evidence writer");
  });

  test("an answer is announced by sentence", async () => {
    await using opened = await open();
    const { page } = opened;
    await page.evaluate(`{
      window.said = [];
      new MutationObserver(() => said.push(document.querySelector("[aria-live=polite]").textContent))
        .observe(document.querySelector("[aria-live=polite]"), { childList: true, subtree: true, characterData: true });
    }`);
    await openSample(page, brain);
    await ask(page, similar);
    const said = String(await page.evaluate("said.join('')")).replaceAll(/\s+/g, "");
    const answer = (await page.locator(".cited-text").last().innerText()).replaceAll(/\s+/g, "");
    expect(said).toContain(answer.slice(0, 20));
  });
});
