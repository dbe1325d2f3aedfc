import { type ChildProcess, spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { startFakeLlm } from "../support/fake-llm-servers.ts";
import { readEvents } from "../support/http-server.ts";
import { root } from "../support/mini.ts";
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
