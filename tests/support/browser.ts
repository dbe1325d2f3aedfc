import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { z } from "zod";
import { root } from "./mini.ts";

/** Where Debian puts it. */
export const chromiumPath = "/usr/bin/chromium";
export const hasChromium = existsSync(chromiumPath);

/** A server of its own, on a port of its own, with a home that is gone afterwards. */
export interface RunningServer extends AsyncDisposable {
  readonly url: string;
  readonly home: string;
  /** Kills it as a power cut would, and starts it again on the same home and port. */
  restart(): Promise<void>;
}

const startMs = 60_000;

/** @param config what stands in its `config.json` */
export async function startServer(config: object = {}): Promise<RunningServer> {
  const home = await mkdtemp(join(tmpdir(), "caselens-e2e-"));
  await writeFile(join(home, "config.json"), JSON.stringify(config));
  let running = await serve(home, 0);
  const { url } = running;
  return {
    url,
    home,
    async restart() {
      await running.stop("SIGKILL");
      running = await serve(home, Number(new URL(url).port));
    },
    async [Symbol.asyncDispose]() {
      await running.stop("SIGTERM");
      await rm(home, { recursive: true, force: true });
    },
  };
}

interface Serving {
  readonly url: string;
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** Starts `caselens serve` and waits for the line that names its address. */
async function serve(home: string, port: number): Promise<Serving> {
  const tsx = ["--import", "tsx", "--import", "./tests/support/tsx-in-workers.mjs", "src/cli/main.ts"];
  const child = spawn(process.execPath, [...tsx, "serve", "--home", home, "--port", String(port)], {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`The server did not start in time: ${said}`)), startMs);
    child.stderr.setEncoding("utf8").on("data", (piece: string) => {
      said += piece;
      const [found] = /http:\/\/[\d.]+:[1-9]\d*/.exec(said) ?? [];
      if (found === undefined) return;
      clearTimeout(late);
      resolve(found);
    });
    child.once("exit", () => reject(new Error(`The server ended: ${said}`)));
  });
  return {
    url,
    async stop(signal) {
      child.kill(signal);
      await ended;
    },
  };
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox", "--disable-gpu"] });
}

export interface OpenOptions {
  readonly width: number;
  readonly height: number;
  readonly theme: "light" | "dark";
}

export const desktop: OpenOptions = { width: 1280, height: 800, theme: "light" };
export const phone: OpenOptions = { width: 390, height: 780, theme: "light" };

/** A page with an eye on what it must never do. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors and warnings of the console, thrown errors, breaches of the content security policy. */
  readonly complaints: string[];
  /** Requests to anything but the server. */
  readonly strangers: string[];
}

export async function openPage(browser: Browser, url: string, options: OpenOptions = desktop): Promise<WatchedPage> {
  const { width, height, theme } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: "reduce",
    hasTouch: width < 600,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const strangers: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  const { origin } = new URL(url);
  page.on("request", (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (asked !== origin && !["blob:", "data:"].includes(protocol)) strangers.push(request.url());
  });
  await page.goto(url);
  return { page, context, complaints, strangers, [Symbol.asyncDispose]: () => context.close() };
}

const Violations = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

/** What axe finds wrong: rule and element. Run from outside the page, so that its policy stays as it is. */
export async function accessibilityViolations(page: Page): Promise<readonly string[]> {
  const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  await page.evaluate(await readFile(axe, "utf8"));
  const violations = Violations.parse(await page.evaluate("axe.run(document).then(({ violations }) => violations)"));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

/** The page built into dist/ui, as the server serves it. */
export async function buildPage(): Promise<void> {
  const { build } = await import("vite");
  await build({ configFile: join(root, "ui", "vite.config.ts"), logLevel: "error" });
}
