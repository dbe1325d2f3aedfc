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

/** When a run is killed: so many milliseconds after its start, or after so many new files of the table, or of its versions alone. */
interface Moment {
  readonly after: "start" | "files" | "commits";
  readonly count: number;
  readonly ms: number;
}

/** Three moments of encoding, then some in and between the writes of a commit and some after commits. */
const moments: readonly Moment[] = [
  ...[0, 1, 2].map((i) => ({ after: "start", count: 0, ms: 300 + 1000 * (i + random()) }) as const),
  ...[1, 2, 3].map((count) => ({ after: "files", count, ms: 12 * random() }) as const),
  ...[1, 1].map((count) => ({ after: "commits", count, ms: 300 * random() }) as const),
  ...[4, 5].map((count) => ({ after: "files", count, ms: 12 * random() }) as const),
];

/** More than two commits hold: a kill can come between two. */
const pictures = 480;

async function tableFiles(home: string, library: string, { after }: Moment): Promise<ReadonlySet<string>> {
  const table = join(home, "libraries", library, "pairs.lance");
  const folder = after === "commits" ? join(table, "_versions") : table;
  return new Set(await readdir(folder, { recursive: true }).catch(() => []));
}

/** A new library's empty table is not counted: it is made, with its first commit to come, before the library is one. */
async function untilChanged(home: string, library: string, moment: Moment, ended: Promise<CliEnd>): Promise<void> {
  let over = false;
  ended.then(() => {
    over = true;
  });
  while (!over && moment.count > 0 && !(await librariesOf(home).exists(library))) await wait(1);
  const before = await tableFiles(home, library, moment);
  const seen = new Set<string>();
  while (!over && seen.size < moment.count) {
    for (const file of await tableFiles(home, library, moment)) if (!before.has(file)) seen.add(file);
    await wait(1);
  }
}

/** @returns true when the run was killed, false when it had ended before */
async function killAt(moment: Moment, { child, ended }: CliRun, home: string, library: string): Promise<boolean> {
  await untilChanged(home, library, moment, ended);
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
  expect(kills.filter((kill) => /\d$/.test(kill)).length).toBeGreaterThanOrEqual(3);

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
}, 600_000); // eleven processes

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
