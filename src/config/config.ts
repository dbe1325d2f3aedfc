import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { AppError } from "../core/errors.ts";

/** Execution providers by the names the command line uses. */
export const devices = ["cpu", "cuda", "coreml", "dml"] as const;

const Config = z.strictObject({
  /** Folder that holds libraries. */
  home: z.string().min(1),
  /** Library used when none is named; null: `default`, and while that does not exist the built-in `demo`. */
  library: z.string().min(1).nullable(),
  encoder: z.string().min(1),
  device: z.enum(devices),
  /** Threads of one run of a model; null: one per physical core. */
  threads: z.coerce.number().int().min(1).max(256).nullable(),
});
export type Config = z.output<typeof Config>;

/** What flags may set; an absent one leaves the environment's, the file's, or the default. */
export type ConfigFlags = { readonly [K in keyof Config]?: Config[K] | undefined };

const fromFile = Config.omit({ home: true }).partial();

/** The configuration file, an environment variable or a flag holds something that is not a setting. */
export class ConfigInvalidError extends AppError {
  readonly code = "CONFIG_INVALID";
  readonly kind = "usage";
  constructor(where: string, options?: ErrorOptions) {
    super(
      `The configuration is not valid: ${where}.`,
      "Correct it, or remove it to use the default. The README lists the settings.",
      options,
    );
  }
}

/**
 * The configuration: defaults < `config.json` in the home < environment < flags. The only reader of the environment.
 * @throws {ConfigInvalidError} naming the settings, never their values.
 */
export async function loadConfig(flags: ConfigFlags, environment: NodeJS.ProcessEnv = process.env): Promise<Config> {
  const home = resolve(flags.home ?? environment.CASELENS_HOME ?? join(homedir(), ".local", "share", "caselens"));
  const fromEnvironment = {
    library: environment.CASELENS_LIBRARY,
    encoder: environment.CASELENS_ENCODER,
    device: environment.CASELENS_DEVICE,
    threads: environment.CASELENS_THREADS,
  };
  const parsed = Config.safeParse({
    library: null,
    encoder: "mini",
    device: "cpu",
    threads: null,
    ...(await readConfigFile(join(home, "config.json"))),
    ...withoutAbsent(fromEnvironment),
    ...withoutAbsent(flags),
    home,
  });
  if (parsed.success) return parsed.data;
  throw new ConfigInvalidError(parsed.error.issues.map(({ path, code }) => `${path.join(".")} (${code})`).join(", "));
}

/** True where the environment asks for text without colours (https://no-color.org). */
export function noColor(environment: NodeJS.ProcessEnv = process.env): boolean {
  return (environment.NO_COLOR ?? "") !== "";
}

async function readConfigFile(path: string): Promise<z.output<typeof fromFile>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw new ConfigInvalidError("config.json cannot be read", { cause: error });
  }
  try {
    return fromFile.parse(JSON.parse(text));
  } catch (cause) {
    const paths =
      cause instanceof z.ZodError
        ? cause.issues.map(({ path, code }) => `${path.join(".")} (${code})`)
        : ["is not JSON"];
    throw new ConfigInvalidError(`config.json ${paths.join(", ")}`, { cause });
  }
}

function withoutAbsent(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ""));
}
