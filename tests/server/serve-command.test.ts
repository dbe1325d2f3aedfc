import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { lockForWriting } from "../../src/retrieval/writer-lock.ts";
import { startFakeLlm } from "../support/fake-llm-servers.ts";
import { allEvents, readEvents } from "../support/http-server.ts";
import { root } from "../support/mini.ts";
import { makePictureSource } from "../support/picture-source.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface Run {
  readonly child: ChildProcess;
  readonly said: { stdout: string; stderr: string };
  readonly ended: Promise<number | null>;
  /** The address, once it is printed. */
  readonly url: Promise<string>;
}

function serve(...args: readonly string[]): Run {
  const tsx = ["--import", "tsx", "--import", "./tests/support/tsx-in-workers.mjs", "src/cli/main.ts"];
  const child = spawn(process.execPath, [...tsx, "serve", ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = { stdout: "", stderr: "" };
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    said.stdout += piece;
  });
  const url = new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (piece: string) => {
      said.stderr += piece;
      const [found] = /http:\/\/[\d.]+:[1-9]\d*/.exec(said.stderr) ?? [];
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => reject(new Error(`It ended: ${said.stderr}`)));
  });
  url.catch(() => {}); // some are meant to end
  return { child, said, ended, url };
}

const errorCode = (stdout: string) =>
  z.object({ error: z.object({ code: z.string() }) }).parse(JSON.parse(stdout)).error.code;

test("serve prints its address, answers at once, and ends with 0 on SIGTERM", async () => {
  const { child, said, ended, url } = serve("--home", await temporaryFolder(), "--port", "0", "--json");
  const address = await url;
  expect((await fetch(`${address}/healthz`)).status).toBe(200); // while the models are being loaded
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
  expect(JSON.parse(said.stdout)).toEqual({ url: address });
  expect(said.stderr).toMatch(/Weights: .*\nCtrl-C stops it\.\n/);
  const idle = connect(Number(new URL(address).port), "127.0.0.1"); // as browsers keep one
  idle.on("error", () => {});
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
  expect(said.stderr).not.toMatch(/Warning|Error:|\bat /);
});

test("Ctrl-C in the middle of an answer: its last event comes, and the process ends with 0 within ten seconds", async () => {
  const home = await temporaryFolder();
  const llm = await startFakeLlm("openai", { kind: "hang", pieces: ["This image", " looks like"] });
  onTestFinished(() => llm.close());
  const slow = { provider: "openai", model: "m", baseUrl: llm.baseUrl, timeoutSeconds: 600 };
  await writeFile(join(home, "config.json"), JSON.stringify({ languageModels: { slow } }));
  const { child, ended, url } = serve("--home", home, "--port", "0");
  const address = await url;
  const sample = await fetch(`${address}/v1/samples/retina/scan`, { method: "POST" });
  const { id: scan } = z.object({ id: z.string() }).parse(await sample.json());
  const reply = await fetch(`${address}/v1/ask`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ scan, question: "What does this show?", llm: "slow" }),
  });
  let stoppedAt = 0;
  const terminal: unknown[] = [];
  for await (const { event, data } of readEvents(reply)) {
    if (event === "token" && stoppedAt === 0) {
      stoppedAt = performance.now();
      child.kill("SIGINT");
    }
    if (event === "done" || event === "error") terminal.push(data);
  }
  expect(terminal).toMatchObject([{ error: { code: "SHUTTING_DOWN" } }]);
  expect(await ended).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(10_000);
});

const postJson = (url: string, body: object) =>
  fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const Made = z.object({ id: z.string() });

test("SIGTERM during ten answers, while other work waits for a minute: each stream's last event comes, and it ends with 0 within ten seconds", async () => {
  const home = await temporaryFolder();
  const llm = await startFakeLlm("openai", { kind: "hang", pieces: ["This image", " looks like"] });
  onTestFinished(() => llm.close());
  const slow = { provider: "openai", model: "m", baseUrl: llm.baseUrl, timeoutSeconds: 600 };
  await writeFile(join(home, "config.json"), JSON.stringify({ languageModels: { slow } }));
  await mkdir(join(home, "libraries", "demo"), { recursive: true });
  await using _ = await lockForWriting(join(home, "libraries", "demo")); // who wants the demo waits for whoever makes it
  const { child, ended, url } = serve("--home", home, "--port", "0");
  const address = await url;
  const { folder } = await makePictureSource(join(home, "source"), { pictures: 3 });
  const job = Made.parse(
    await (await postJson(`${address}/v1/libraries/few/ingest`, { sources: [folder], format: "manifest" })).json(),
  );
  await allEvents(await fetch(`${address}/v1/jobs/${job.id}/events`));
  const sample = await fetch(`${address}/v1/samples/retina/scan`, { method: "POST" });
  const { id: scan } = Made.parse(await sample.json());
  const waiting = fetch(`${address}/readyz`).then(
    ({ status }) => status,
    () => "cut off",
  );
  const ask = () => postJson(`${address}/v1/ask`, { scan, question: "What is it?", llm: "slow", library: "few" });
  const replies = await Promise.all(Array.from({ length: 10 }, ask));
  let stoppedAt = 0;
  let streaming = 0;
  const ends = await Promise.all(
    replies.map(async (reply) => {
      const terminal: unknown[] = [];
      let said = false;
      for await (const { event, data } of readEvents(reply)) {
        if (event === "token" && !said) streaming++;
        said ||= event === "token";
        if (streaming === replies.length && stoppedAt === 0) {
          stoppedAt = performance.now();
          child.kill("SIGTERM");
        }
        if (event === "done" || event === "error") terminal.push(data);
      }
      return terminal;
    }),
  );
  for (const terminal of ends) expect(terminal).toMatchObject([{ error: { code: "SHUTTING_DOWN" } }]);
  expect(await waiting).toBe("cut off");
  expect(await ended).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(10_000);
});

test.skipIf(process.platform === "win32")(
  "a file that never comes holds a thread of the operating system: it ends within ten seconds all the same",
  async () => {
    const home = await temporaryFolder();
    await mkdir(join(home, "sessions"));
    execFileSync("mkfifo", [join(home, "sessions", "held.jsonl")]);
    const { child, said, ended, url } = serve("--home", home, "--port", "0");
    const address = await url;
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
    const held = fetch(`${address}/v1/sessions/held`).catch(() => "cut off");
    expect((await fetch(`${address}/v1/samples`)).status).toBe(200); // after it the other one is being read
    child.kill("SIGTERM");
    const stoppedAt = performance.now();
    expect(await held).toBe("cut off");
    await ended;
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
    expect(said.stderr).not.toMatch(/Error:|\bat /);
  },
);

test.each([
  { name: "another address without a token", args: ["--host", "0.0.0.0"], code: 2, error: "TOKEN_REQUIRED" },
  { name: "a token file that is not there", args: ["--token-file", "/nothing/here"], code: 2, error: "TOKEN_INVALID" },
  { name: "a port that is none", args: ["--port", "70000"], code: 2, error: "USAGE" },
  { name: "an upload limit of nothing", args: ["--max-upload-mib", "0"], code: 2, error: "USAGE" },
])("$name ends with $code", async ({ args, code, error }) => {
  const { said, ended } = serve("--home", await temporaryFolder(), "--json", ...args);
  expect({ code: await ended, error: errorCode(said.stdout) }).toEqual({ code, error });
});

test("a port that is taken ends with 1, and says what to do", async () => {
  const first = serve("--home", await temporaryFolder(), "--port", "0");
  const { port } = new URL(await first.url);
  const second = serve("--home", await temporaryFolder(), "--json", "--port", port);
  expect({ code: await second.ended, error: errorCode(second.said.stdout) }).toEqual({ code: 1, error: "PORT_IN_USE" });
  first.child.kill("SIGTERM");
  expect(await first.ended).toBe(0);
});
