import { expect, test } from "vitest";
import { ask, describeInBrowser, tab } from "./workspace.ts";

describeInBrowser("the picture and its regions", ({ open }) => {
  test("a box drawn with the mouse is what is asked, classified and searched", async () => {
    await using opened = await open();
    const { page } = opened;
    await page.getByRole("button", { name: "Draw a region" }).click();
    const stage = await page.locator(".stage").boundingBox();
    if (!stage) throw new Error("no stage");
    const [x, y] = [stage.x + stage.width / 2, stage.y + stage.height / 2];
    await page.mouse.move(x - 80, y - 60);
    await page.mouse.down();
    await page.mouse.move(x + 80, y + 60, { steps: 4 });
    const sent: unknown[] = []; // from when the box is there: its classes are asked for at once
    page.on("request", (request) => {
      if (request.method() === "POST") sent.push(request.postDataJSON());
    });
    await page.mouse.up();
    await page.locator(".region-bar").waitFor();
    expect(new URL(page.url()).searchParams.get("region")).toMatch(/^\d+,\d+,\d+,\d+$/);

    await ask(page, "What kind of image is this?");
    await tab(page, "Classes").click();
    await page.locator("table.shares").waitFor();
    await tab(page, "Cases").click();
    await page.locator(".case-tile").first().waitFor();
    expect(sent.length).toBeGreaterThanOrEqual(3);
    const region = expect.objectContaining({ widthPx: expect.any(Number), heightPx: expect.any(Number) });
    for (const body of sent) expect(body).toMatchObject({ region });
    await page.getByRole("button", { name: "whole image" }).click();
    expect(new URL(page.url()).searchParams.get("region")).toBeNull();
    expect(opened.complaints).toEqual([]);
  });

  test("a box can be made, moved, sized and taken away by keyboard alone", async () => {
    await using opened = await open();
    const { page } = opened;
    await page.locator("body").press("r");
    const box = page.locator(".region-box");
    await box.waitFor();
    const region = () => new URL(page.url()).searchParams.get("region")?.split(",").map(Number) ?? [];
    await expect.poll(() => page.evaluate("document.activeElement.className")).toBe("region-box");
    const [x, , width] = region();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Shift+ArrowRight");
    await expect.poll(() => region()[0]).toBeGreaterThan(x);
    await expect.poll(() => region()[2]).toBeGreaterThan(width);
    await page.keyboard.press("Delete");
    await expect.poll(region).toEqual([]);
  });

  test("wheel, double click, drag and keys move and zoom; brightness is for the eye only", async () => {
    await using opened = await open();
    const { page } = opened;
    const picture = "document.querySelector('img.picture').style";
    const style = async () => String(await page.evaluate(`${picture}.transform + ${picture}.filter`));
    const stage = page.locator(".stage");
    const seen = [await style()];
    const changed = async () => {
      await expect.poll(style).not.toBe(seen.at(-1));
      seen.push(await style());
    };
    await stage.hover();
    await page.mouse.wheel(0, -400);
    await changed();
    await stage.dblclick();
    await changed();
    await stage.focus();
    await page.keyboard.press("+");
    await changed();
    await page.keyboard.press("ArrowLeft");
    await changed();
    await page.keyboard.press("]");
    await changed();
    expect(await style()).toContain("brightness");
    expect(await page.getByText("display only").isVisible()).toBe(true);
    await page.keyboard.press("0");
    await changed();
    expect(await style()).toContain("none");
  });
});
