import { expect, test } from "vitest";
import { viridis } from "../../src/imaging/viridis.ts";

/** CIE L* of an sRGB colour, 0 to 100. */
function lightness(rgb: readonly number[]): number {
  const [r, g, b] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return y > 216 / 24_389 ? 116 * Math.cbrt(y) - 16 : (24_389 / 27) * y;
}

test("the colours grow lighter in equal steps, so that the map reads in grey too", () => {
  const steps = Array.from({ length: 17 }, (_, i) => lightness(viridis(i / 16)));
  const rises = steps.slice(1).map((value, i) => value - steps[i]);
  const mean = (steps[16] - steps[0]) / 16;
  for (const rise of rises) expect(Math.abs(rise - mean)).toBeLessThan(0.15 * mean);
});

test.each([
  { part: 0, colour: [0x44, 0x01, 0x54] },
  { part: 1, colour: [0xfd, 0xe7, 0x25] },
  { part: -3, colour: [0x44, 0x01, 0x54] },
  { part: 7, colour: [0xfd, 0xe7, 0x25] },
])("at $part it is $colour", ({ part, colour }) => {
  expect(viridis(part)).toEqual(colour);
});
