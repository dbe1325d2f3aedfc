/**
 * Adds to models/verified.json what was seen of a real checkpoint, level 3 of the ladder:
 *
 *   node tools/record-verified.mjs CARD PULLED.json CHECKED.json
 *
 * PULLED is what `models pull CARD --json` printed, CHECKED what `models check --cases DIR --json` printed of the same checkpoint. A case that
 * is not within its tolerances is not recorded.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const [card, pulledPath, checkedPath] = process.argv.slice(2);
const readJson = async (path) => JSON.parse(await readFile(path, "utf8"));
const verifiedPath = fileURLToPath(new URL("../models/verified.json", import.meta.url));
const [pulled, { cases }, verified] = await Promise.all([pulledPath, checkedPath, verifiedPath].map(readJson));
const [found] = cases;
if (pulled.id !== card || cases.length !== 1 || !found.pass)
  throw new Error(`${card} is not verified: ${found?.reason}`);

const revision = pulled.encoder.split("@")[1];
const differences = Object.entries(found.maxAbs).filter(([, value]) => value !== null);
const seen = `the real checkpoint against its upstream code, largest differences: ${differences.map(([name, value]) => `${name} ${value.toExponential(1)}`).join(", ")}`;
const models = verified.models.filter((each) => each.id !== card || each.revision !== revision);
models.push({ id: card, revision, level: 3, date: new Date().toISOString().slice(0, 10), seen });
await writeFile(verifiedPath, `${JSON.stringify({ models }, null, 2)}\n`);
