import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { accessibilityViolations, desktop, phone } from "../support/browser.ts";
import { describeInBrowser, openSample, tab } from "./workspace.ts";

const brain = "Axial T1-weighted";
const panel = (page: Page) => page.getByRole("region", { name: "Heat map" });
const layer = (page: Page) => page.locator("canvas.heat-map");

/** Opens the brain sample with the names that were made for it. */
async function openBrain(page: Page, width: number): Promise<void> {
  if (width < 600) await page.getByRole("button", { name: "Scans, library, writer" }).click();
  await openSample(page, brain);
  await tab(page, "Classes").click();
  await page.locator("table.shares").waitFor();
}

describeInBrowser("the heat map", ({ open }) => {
  test("is off until H, lies on the picture, follows it, and goes with H", async () => {
    await using opened = await open();
    const { page } = opened;
    await openBrain(page, desktop.width);
    const sent: string[] = [];
    page.on("request", (request) => sent.push(new URL(request.url()).pathname));
    expect(await layer(page).count()).toBe(0);
    expect(await panel(page).count()).toBe(0);
    await page.locator("body").press("h");
    await layer(page).waitFor();
    const legend = await panel(page).innerText();
    expect(legend).toContain("similarity by patch");
    expect(legend).not.toContain("explanation");
    expect(legend).toMatch(/-?\d\.\d\d\s+-?\d\.\d\d\s+cosine/);
    expect(sent).toContain("/v1/locate");

    const both = async () => {
      const [map, picture] = await Promise.all([layer(page).boundingBox(), page.locator("img.picture").boundingBox()]);
      return { map, picture };
    };
    const expectOver = async () => {
      const { map, picture } = await both();
      if (!map || !picture) throw new Error("no map or no picture");
      expect(Math.abs(map.x - picture.x)).toBeLessThan(1);
      expect(Math.abs(map.y - picture.y)).toBeLessThan(1);
      const stepPx = picture.height / 200; // the last step may reach over the edge, where it is cut off
      expect(map.width - picture.width).toBeLessThan(stepPx);
      expect(map.height - picture.height).toBeLessThan(stepPx);
    };
    await expectOver();
    const before = (await both()).map?.width ?? 0;
    await page.locator(".stage").focus();
    await page.keyboard.press("+");
    await expect.poll(async () => (await both()).map?.width).toBeGreaterThan(before);
    await expectOver();
    await page.keyboard.press("H");
    await layer(page).waitFor({ state: "detached" });
    expect(await panel(page).count()).toBe(0);
    expect(opened.complaints).toEqual([]);
  });

  test("is of the class with the greatest share, and of the one chosen in the tab or the panel", async () => {
    await using opened = await open();
    const { page } = opened;
    await openBrain(page, desktop.width);
    const rows = page.locator("table.shares tbody tr:not(.none-of-these)");
    const names = (await rows.locator("th").allInnerTexts()).map((name) => name.trim());
    const where = (name: string) => page.getByRole("button", { name: `Where on the image: ${name}`, exact: true });
    await page.getByRole("button", { name: "Heat map" }).click();
    await layer(page).waitFor();
    const chosen = panel(page).getByLabel("map of");
    expect(await chosen.inputValue()).toBe(names[0]);
    expect(await where(names[0]).getAttribute("aria-pressed")).toBe("true");

    const map = () => page.evaluate("document.querySelector('canvas.heat-map')?.toDataURL()");
    const first = await map();
    await where(names[1]).click();
    await expect.poll(() => chosen.inputValue()).toBe(names[1]);
    await layer(page)
      .and(page.getByRole("img", { name: `Heat map of ${names[1]}:` }))
      .waitFor();
    expect(await map()).not.toBe(first);
    expect(await where(names[0]).getAttribute("aria-pressed")).toBe("false");
    await chosen.selectOption(names[2]);
    expect(await where(names[2]).getAttribute("aria-pressed")).toBe("true");
    await panel(page).getByLabel("against the other names").check();
    await panel(page).getByText("cosine difference").waitFor();
    await where(names[2]).click();
    await layer(page).waitFor({ state: "detached" });
    expect(opened.complaints).toEqual([]);
  });

  test("grows stronger and weaker with the slider, and H works from there", async () => {
    await using opened = await open();
    const { page } = opened;
    await openBrain(page, desktop.width);
    await page.locator("body").press("h");
    await layer(page).waitFor();
    const opacity = () => page.evaluate("getComputedStyle(document.querySelector('canvas.heat-map')).opacity");
    expect(await opacity()).toBe("0.5");
    const slider = panel(page).getByRole("slider", { name: "opacity" });
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(opacity).toBe("0.55");
    expect(await slider.getAttribute("aria-valuetext")).toBe("55 %");
    await page.keyboard.press("Home");
    await expect.poll(opacity).toBe("0");
    await page.keyboard.press("h");
    await layer(page).waitFor({ state: "detached" });
  });

  test("of a region lies on the region alone", async () => {
    await using opened = await open();
    const { page } = opened;
    await openBrain(page, desktop.width);
    await page.locator("body").press("r");
    await page.locator(".region-box").waitFor();
    await page.locator("body").press("h");
    await layer(page).waitFor();
    const corners = `(() => {
      const canvas = document.querySelector("canvas.heat-map");
      const alpha = (x, y) => canvas.getContext("2d").getImageData(x, y, 1, 1).data[3];
      return [alpha(1, 1), alpha(canvas.width >> 1, canvas.height >> 1)];
    })()`;
    await expect.poll(() => page.evaluate(corners)).toEqual([0, 255]);
  });

  test("is not drawn for names that do not fit, and says why", async () => {
    await using opened = await open();
    const { page } = opened;
    await openBrain(page, desktop.width);
    await page.locator(".names-form select").selectOption("own");
    await page.getByLabel("one name a line").fill("lung adenocarcinoma\ncolon adenocarcinoma");
    await page.getByRole("button", { name: "Compare 2 names" }).click();
    await page.locator(".abstention").waitFor();
    await page.locator("body").press("Escape");
    await page.getByRole("button", { name: "Heat map" }).click();
    await panel(page).getByText("No map is shown.").waitFor();
    expect(await layer(page).count()).toBe(0);
  });

  test.each([desktop, phone].flatMap((size) => (["light", "dark"] as const).map((theme) => ({ ...size, theme }))))(
    "axe finds nothing, and nothing is cut off, at $width px, $theme",
    async (look) => {
      await using opened = await open("/", look);
      const { page } = opened;
      await openBrain(page, look.width);
      await page.getByRole("button", { name: "Heat map" }).click();
      await layer(page).waitFor();
      expect(await accessibilityViolations(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      const stage = await page.locator(".stage").boundingBox();
      expect(stage?.height).toBeGreaterThan(100);
    },
  );
});
