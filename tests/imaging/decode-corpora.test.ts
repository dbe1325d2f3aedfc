import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { AppError } from "../../src/core/errors.ts";
import { decodeScan } from "../../src/imaging/decode.ts";

const corpora = new URL("../../../shared/corpora/", import.meta.url);

describe.skipIf(!existsSync(corpora))("hostile files in ../shared/corpora (skipped where that is missing)", () => {
  test.each([
    { corpus: "image-fuzz", leastDecoded: 50 },
    { corpus: "image-crash", leastDecoded: 100 },
    { corpus: "sharp-fixtures", leastDecoded: 30 },
    { corpus: "dicom-fuzz", leastDecoded: 0 },
  ])(
    "every file of $corpus is a picture or a refusal of ours, within 10 s",
    { timeout: 300_000 },
    async ({ corpus, leastDecoded }) => {
      const folder = new URL(`${corpus}/`, corpora);
      const codes = new Map<string, number>();
      for (const name of readdirSync(folder)) {
        const start = performance.now();
        const code = await outcome(fileURLToPath(new URL(encodeURIComponent(name), folder)));
        codes.set(code, (codes.get(code) ?? 0) + 1);
        expect(performance.now() - start, name).toBeLessThan(10_000);
      }
      const decoded = codes.get("decoded") ?? 0;
      codes.delete("decoded");
      const known = ["SCAN_DAMAGED", "SCAN_EMPTY", "SCAN_TOO_LARGE", "SCAN_UNSUPPORTED"];
      expect(known).toEqual(expect.arrayContaining([...codes.keys()]));
      expect(decoded).toBeGreaterThanOrEqual(leastDecoded);
      expect(codes.size).toBeGreaterThan(0);
    },
  );
});

async function outcome(path: string): Promise<string> {
  try {
    const { image } = await decodeScan(path);
    expect(image.data).toHaveLength(image.widthPx * image.heightPx * 3);
    return "decoded";
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}
