import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { z } from "zod";
import { type CliEnd, type CliRun, runCli, startCli } from "../support/cli-process.ts";
import { makePictureSource } from "../support/picture-source.ts";
import { seededRandom } from "../support/random.ts";
import { librariesOf, storedPairs } from "../support/stored-pairs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const random = seededRandom(20_261_123);

/** When a run is killed: so many milliseconds after its start, or after so many changes of the table's files. */
type Moment =
  | { readonly after: "start"; readonly ms: number }
  | { readonly after: "changes"; readonly changes: number; readonly ms: number };

/** Three moments of encoding, then seven in and between the commits and the compaction. */
const moments: readonly Moment[] = Array.from({ length: 10 }, (_, i) =>
  i < 3 ? { after: "start", ms: 300 + 1000 * (i + random()) } : { after: "changes", changes: i - 2, ms: 12 * random() },
);

/** More than one commit holds: a kill can come between two. */
const pictures = 280;

async function tableFiles(home: string, library: string): Promise<ReadonlySet<string>> {
  const table = join(home, "libraries", library, "pairs.lance");
  return new Set(await readdir(table, { recursive: true }).catch(() => []));
}

async function untilChanged(home: string, library: string, changes: number, ended: Promise<CliEnd>): Promise<void> {
  const before = await tableFiles(home, library);
  const seen = new Set<string>();
  let over = false;
  ended.then(() => {
    over = true;
  });
  while (!over && seen.size < changes) {
    for (const file of await tableFiles(home, library)) if (!before.has(file)) seen.add(file);
    await wait(1);
  }
}

/** @returns true when the run was killed, false when it had ended before */
async function killAt(moment: Moment, { child, ended }: CliRun, home: string, library: string): Promise<boolean> {
  if (moment.after === "changes") await untilChanged(home, library, moment.changes, ended);
  await Promise.race([wait(moment.ms), ended]);
  child.kill("SIGKILL");
  return (await ended).signal === "SIGKILL";
}

test("an ingest killed at ten moments loses nothing that was seen, and completes when it is started again", async () => {
  const folder = await temporaryFolder();
  const again = Array.from({ length: 28 }, (_, i) => ({
    picture: i * 8,
    at: Math.floor((i * 8 + 1) * (1 + random())),
  }));
  const source = await makePictureSource(join(folder, "source"), { pictures, again });
  const home = join(folder, "home");
  const command = ["ingest", source.folder, "--library", "killed", "--home", home, "--json", "--quiet"];

  const seen = new Set<string>();
  const kills: string[] = [];
  for (const moment of moments) {
    const killed = await killAt(moment, startCli(command), home, "killed");
    const stored = (await librariesOf(home).exists("killed")) ? await storedPairs(home, "killed") : null;
    expect(stored?.rows).toBe(stored?.pairs.size);
    expect([...seen].filter((id) => !stored?.pairs.has(id))).toEqual([]);
    for (const id of stored?.pairs.keys() ?? []) seen.add(id);
    kills.push(`${moment.after} ${killed ? (stored?.rows ?? "none") : "ended"}`);
  }
  process.stderr.write(`kill: ${kills.join(" | ")}\n`);
  expect(kills.filter((kill) => !kill.endsWith("ended")).length).toBeGreaterThanOrEqual(8);

  const last = await runCli(command);
  expect({ code: last.code, total: z.object({ total: z.int() }).parse(JSON.parse(last.stdout)).total }).toEqual({
    code: 0,
    total: pictures,
  });
  const stored = await storedPairs(home, "killed");
  expect(stored.rows).toBe(pictures);
  expect(new Map([...stored.pairs].map(([id, { caption }]) => [id, caption]))).toEqual(new Map(source.captions));

  const [[id, file]] = source.files;
  const found = await runCli(["similar", file, "--library", "killed", "--home", home, "--json"]);
  const { results } = z
    .object({ results: z.array(z.object({ id: z.string(), cosine: z.number() })) })
    .parse(JSON.parse(found.stdout));
  expect(results[0]).toMatchObject({ id, cosine: expect.closeTo(1, 4) });
});

test("a library whose making was killed is made by the next ingest", async () => {
  const folder = await temporaryFolder();
  const source = await makePictureSource(join(folder, "source"), { pictures: 3 });
  const home = join(folder, "home");
  const names = Array.from({ length: 6 }, (_, i) => `made-${i}`);
  const command = (name: string) => ["ingest", source.folder, "--library", name, "--home", home, "--json", "--quiet"];
  const found: string[] = [];
  for (const [i, name] of names.entries()) {
    const { child, ended } = startCli(command(name));
    const place = join(home, "libraries", name);
    let entries: readonly string[] | null = null;
    while (entries === null && child.exitCode === null) entries = await readdir(place).catch(() => null);
    await Promise.race([wait(i * 50 * random()), ended]);
    child.kill("SIGKILL");
    await ended;
    found.push(`${(await readdir(place)).length} entries`);
    // Nobody may take what is half made for a library: it is not there, or it opens.
    if (await librariesOf(home).exists(name)) expect((await storedPairs(home, name)).rows).toBeOneOf([0, 3]);
  }
  process.stderr.write(`killed while made: ${found.join(", ")}\n`);
  for (const name of names) {
    const { code, stdout } = await runCli(command(name));
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, total: 3, failed: [] });
    expect((await storedPairs(home, name)).rows).toBe(3);
  }
});
