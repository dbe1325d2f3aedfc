import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { sha256Hex } from "../../src/core/sha256.ts";
import { resampleFilters } from "../../src/imaging/contract.ts";
import { ImageShapeError } from "../../src/imaging/errors.ts";
import { resample } from "../../src/imaging/resample.ts";
import { pattern } from "./pattern.ts";

const Size = z.tuple([z.int(), z.int()]);
const Fixture = z.object({
  madeWith: z.string(),
  cases: z.array(
    z.object({
      pattern: z.enum(["noise", "extremes"]),
      filter: z.enum(resampleFilters),
      from: Size,
      to: Size,
      sha256: z.string(),
      base64: z.base64().optional(),
    }),
  ),
});
const fixture = Fixture.parse(JSON.parse(readFileSync(new URL("fixtures/resample.json", import.meta.url), "utf8")));

test.each(fixture.cases)(`$pattern $from -> $to, $filter, is bit for bit that of ${fixture.madeWith}`, (row) => {
  const image = pattern(row.pattern, ...row.from);
  const resampled = resample(image, { widthPx: row.to[0], heightPx: row.to[1] }, row.filter);
  if (row.base64 !== undefined) expect(Buffer.from(resampled.data).toString("base64")).toBe(row.base64);
  expect(sha256Hex(resampled.data)).toBe(row.sha256);
});

const side = fc.integer({ min: 1, max: 40 });

test("a flat image stays flat at any size", () => {
  fc.assert(
    fc.property(
      side,
      side,
      side,
      side,
      fc.nat(255),
      fc.constantFrom(...resampleFilters),
      (w, h, toW, toH, value, filter) => {
        const flat = { widthPx: w, heightPx: h, data: new Uint8Array(w * h * 3).fill(value) };
        const { data } = resample(flat, { widthPx: toW, heightPx: toH }, filter);
        expect(data).toEqual(new Uint8Array(toW * toH * 3).fill(value));
      },
    ),
  );
});

test("the result never shares memory with the input, not even at the same size", () => {
  const image = pattern("noise", 4, 4);
  const same = resample(image, image, "bicubic");
  expect(same.data).toEqual(image.data);
  expect(same.data.buffer).not.toBe(image.data.buffer);
});

test.each([
  {
    name: "too few bytes",
    image: { widthPx: 2, heightPx: 2, data: new Uint8Array(11) },
    size: { widthPx: 1, heightPx: 1 },
  },
  {
    name: "an empty image",
    image: { widthPx: 0, heightPx: 2, data: new Uint8Array(0) },
    size: { widthPx: 1, heightPx: 1 },
  },
  { name: "a target of no rows", image: pattern("noise", 2, 2), size: { widthPx: 1, heightPx: 0 } },
  { name: "a fractional target", image: pattern("noise", 2, 2), size: { widthPx: 1.5, heightPx: 1 } },
])("$name is refused", ({ image, size }) => {
  expect(() => resample(image, size, "bicubic")).toThrow(ImageShapeError);
});
