import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ingestSources } from "../../src/app/ingest-job.ts";
import { AppError } from "../../src/core/errors.ts";
import type { DualEncoder } from "../../src/encoders/contract.ts";
import { errorCode, runCli } from "../support/cli-process.ts";
import { miniRules, openMini } from "../support/mini.ts";
import { makePictureSource } from "../support/picture-source.ts";
import { librariesOf, storedPairs } from "../support/stored-pairs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { canMount, mountSmallDisk, type SmallDisk } from "../support/tmpfs.ts";

function smallDisk(size: string): SmallDisk {
  const disk = mountSmallDisk(size);
  onTestFinished(() => disk.unmount());
  return disk;
}

const ingestCommand = (source: string, home: string) =>
  ["ingest", source, "--library", "small", "--home", home, "--json", "--quiet"] as const;

const job = async (source: string, home: string, encoder: DualEncoder, options: { retryFailed?: boolean } = {}) =>
  ingestSources(
    { sources: [source], library: "small", format: "auto", ...options },
    { libraries: librariesOf(home), encoder, rules: await miniRules() },
  );

test.skipIf(!canMount())(
  "a full disk stops an ingest with everything acknowledged in place; more room lets it end",
  async () => {
    const { path: home, resize } = smallDisk("6m");
    const folder = await temporaryFolder();
    const first = await makePictureSource(join(folder, "first"), { pictures: 4, sidePx: 300 });
    const second = await makePictureSource(join(folder, "second"), { pictures: 60, first: 100, sidePx: 300 });

    expect((await runCli(ingestCommand(first.folder, home))).code).toBe(0);
    const full = await runCli(ingestCommand(second.folder, home));
    expect({ code: full.code, error: errorCode(full) }).toEqual({ code: 1, error: "DISK_FULL" });

    const { rows, pairs } = await storedPairs(home, "small");
    expect(rows).toBe(pairs.size);
    expect([...first.files.keys()].filter((id) => !pairs.has(id))).toEqual([]);
    const [file] = first.files.values();
    const similar = await runCli(["similar", file, "--library", "small", "--home", home, "--json"]);
    expect(JSON.parse(similar.stdout).results[0].cosine).toBeCloseTo(1, 4);

    resize("64m");
    const ended = await runCli(ingestCommand(second.folder, home));
    expect({ code: ended.code, ...JSON.parse(ended.stdout) }).toMatchObject({ code: 0, total: 64, failed: [] });
    const after = await storedPairs(home, "small");
    expect(after.rows).toBe(64);
    expect(after.pairs.size).toBe(64);
  },
);

test.skipIf(!canMount())(
  "wherever the space ends, the error is DISK_FULL and the library is whole or not there",
  async () => {
    await using mini = await openMini();
    const source = await makePictureSource(join(await temporaryFolder(), "source"), { pictures: 6, sidePx: 64 });
    const outcomes: string[] = [];
    for (let freeKb = 0; freeKb <= 192; freeKb += 12) {
      const { path, resize } = smallDisk("1m");
      await writeFile(join(path, "filler"), new Uint8Array((1024 - freeKb) * 1024));
      const outcome = await job(source.folder, path, mini).then(
        () => "done",
        (error: unknown) => (error instanceof AppError ? error.code : String(error)),
      );
      const stored = (await librariesOf(path).exists("small")) ? await storedPairs(path, "small") : null;
      outcomes.push(`${freeKb} ${outcome} ${stored?.rows ?? "none"}`);
      expect(outcome).toBeOneOf(["done", "DISK_FULL"]);
      expect(stored?.rows ?? 0).toBeOneOf(outcome === "done" ? [6] : [0, 6]);
      resize("8m");
      expect(await job(source.folder, path, mini)).toMatchObject({ total: 6, failed: [] });
    }
    process.stderr.write(`kB free: ${outcomes.join(", ")}\n`);
    expect(outcomes[0]).toContain("DISK_FULL");
    expect(outcomes[outcomes.length - 1]).toContain("done");
  },
);

test.skipIf(!canMount())(
  "a disk that is full when the failed rows are noted is DISK_FULL too, and the note is whole or not there",
  async () => {
    await using mini = await openMini();
    const { path, resize } = smallDisk("2m");
    const source = await makePictureSource(join(await temporaryFolder(), "source"), { pictures: 2 });
    const missing = Array.from({ length: 200 }, (_, i) =>
      JSON.stringify({ file: `missing-${i}.png`, caption: "None." }),
    );
    await appendFile(join(source.folder, "manifest.jsonl"), `${missing.join("\n")}\n`);
    expect((await job(source.folder, path, mini)).failed).toHaveLength(200);

    await expect(writeFile(join(path, "filler"), new Uint8Array(4 * 1024 * 1024))).rejects.toThrow(/ENOSPC/);
    await appendFile(join(source.folder, "manifest.jsonl"), missing.join("\n").replaceAll("missing", "missing-too"));
    await expect(job(source.folder, path, mini)).rejects.toMatchObject({ code: "DISK_FULL" });
    resize("8m");
    expect((await job(source.folder, path, mini, { retryFailed: true })).failed).toHaveLength(200);
  },
);
