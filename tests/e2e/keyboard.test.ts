import { expect, test } from "vitest";
import { describeInBrowser } from "./workspace.ts";

describeInBrowser("the keyboard alone", ({ open }) => {
  test("asks, opens a citation, goes through the tabs, compares, and reads the help", async () => {
    await using opened = await open();
    const { page } = opened;
    const focused = () => page.evaluate("document.activeElement.id || document.activeElement.className");
    await page.keyboard.press("/");
    await expect.poll(focused).toBe("question");
    await page.keyboard.type("What kind of image is this?");
    await page.keyboard.press("Enter");
    await page.locator("article.turn summary").waitFor();
    expect(await focused()).toBe("question");
    await page.keyboard.press("Shift+Tab");
    expect(await focused()).not.toBe("question");

    for (const [key, id] of [
      ["2", "tab-classes"],
      ["3", "tab-cases"],
      ["4", "tab-draft"],
      ["1", "tab-ask"],
    ] as const) {
      await page.keyboard.press(key);
      expect(await focused()).toBe(id);
      expect(await page.locator(`#${id}`).getAttribute("aria-selected")).toBe("true");
    }
    await page.keyboard.press("ArrowRight");
    expect(await focused()).toBe("tab-classes");

    await page.keyboard.press("c");
    const panel = page.getByRole("complementary", { name: "Cited case" });
    await panel.waitFor();
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    await expect.poll(focused).toBe("tab-classes");

    await page.keyboard.press("?");
    const help = page.getByRole("dialog", { name: "Keys and manners" });
    await help.waitFor();
    await page.keyboard.press("Escape");
    await help.waitFor({ state: "detached" });
    await expect.poll(focused).toBe("tab-classes");
    expect(opened.complaints).toEqual([]);
  });

  test("the focus is never lost when a tab fills", async () => {
    await using opened = await open();
    const { page } = opened;
    for (const [key, filled] of [
      ["2", "table.shares"],
      ["3", ".case-tile"],
      ["4", ".draft-form"],
    ] as const) {
      await page.keyboard.press(key);
      await page.locator(filled).first().waitFor();
      expect(await page.evaluate("document.activeElement === document.body")).toBe(false);
    }
  });
});
