import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { loadConfig } from "../../src/config/config.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tinyCard, writeTinyClip } from "../support/tiny-clip.ts";

test("a download that is no checkpoint is removed, and the next pull of the same model brings it anew", async () => {
  const folder = await temporaryFolder();
  await writeTinyClip(folder);
  const card = join(folder, "hub-card.json");
  const source = { kind: "hub", repository: "somebody/tiny-clip", revision: null };
  await writeFile(card, JSON.stringify({ ...tinyCard, source }));
  const gives = ["<!doctype html><title>Sign in</title>", await readFile(join(folder, "model.safetensors"))];
  let asked = 0;
  const server = createServer(({ method }, response) => {
    if (method === "HEAD") return void response.end();
    response.end(gives[Math.min(asked++, gives.length - 1)]);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server has no port.");

  const home = join(folder, "home");
  const hubEndpoint = `http://127.0.0.1:${address.port}`;
  await using app = createApp(await loadConfig({ home, hubEndpoint }, {}));
  await expect(app.models.pull({ card })).rejects.toMatchObject({
    code: "CHECKPOINT_UNREADABLE",
    message: expect.stringContaining("removed"),
  });
  expect(await readdir(join(home, "downloads"))).toEqual([".tiny-clip.lock"]);
  expect(await app.models.pull({ card })).toMatchObject({ id: "tiny-clip", dimensions: 24 });
  expect(asked).toBe(2);
});
