import { expect, test } from "vitest";
import { phone } from "../support/browser.ts";
import { ask, describeInBrowser, openSample, tab } from "./workspace.ts";

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

  test("on a phone every tab begins at its top after a long conversation, which stays at its end", async () => {
    await using opened = await open("/", phone);
    const { page } = opened;
    for (const question of ["What kind of image is this?", similar, "What organ is shown?"]) await ask(page, question);
    const scrolled = async () => Number(await page.evaluate("document.getElementById('pane-body').scrollTop"));
    await expect.poll(scrolled).toBeGreaterThan(0);
    for (const name of ["Classes", "Cases", "Draft"] as const) {
      await tab(page, name).tap();
      await page.locator(".pane-body select").first().waitFor();
      expect(await scrolled()).toBe(0);
      await tab(page, "Ask").tap();
      await expect.poll(scrolled).toBeGreaterThan(0);
    }
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
    expect(await page.locator("article.turn .question").last().innerText()).toContain(similar);
  });

  test("a question asked before the earlier conversation is read goes on with it", async () => {
    await using opened = await open();
    const { page } = opened;
    await openSample(page, brain);
    await ask(page, similar);
    const asked = await page.locator("article.turn").count();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route("**/v1/sessions?*", async (route) => {
      await held;
      await route.continue();
    });
    await page.reload();
    await page.locator("img.picture").first().waitFor({ state: "visible" });
    await page.getByText("reading the conversation").waitFor();
    await page.getByLabel("Question about this scan").fill("What organ is shown?");
    await page.keyboard.press("Enter");
    release();
    await page.locator("article.turn").nth(asked).locator("summary", { hasText: "why?" }).waitFor();
    expect(await page.locator("article.turn .question").first().innerText()).not.toContain("What organ");
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

  test("earlier conversations are named by their first question", async () => {
    await using opened = await open();
    const { page } = opened;
    await openSample(page, "Small grey-scale detail");
    await ask(page, "What kind of image is this?");
    await page.getByRole("button", { name: "new conversation" }).click();
    await ask(page, "Is there anything in this small detail that looks unlike a healthy retina?");
    await page.reload();
    const options = page.getByLabel("Conversation").locator("option");
    await expect
      .poll(() => options.allTextContents())
      .toEqual([
        expect.stringMatching(/^Is there anything in this small detail… · /),
        expect.stringMatching(/^What kind of image is this\? · /),
      ]);
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
