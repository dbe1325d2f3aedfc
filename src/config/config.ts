import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { devices } from "../core/device.ts";
import { AppError } from "../core/errors.ts";

/** A language model by its name in the configuration. */
const LanguageModelEntry = z.strictObject({
  /** `openai` stands for every server with an OpenAI-compatible API. */
  provider: z.enum(["ollama", "openai", "anthropic"]),
  /** Its id on the server. */
  model: z.string().min(1),
  /** Base of the API: `http://127.0.0.1:11434`, `https://host/v1`. Without credentials: those go into `apiKeyEnv`. */
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .refine((url) => URL.canParse(url) && new URL(url).username === "" && new URL(url).password === "")
    .optional(),
  /** Name of the environment variable that holds the key. */
  apiKeyEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
    .optional(),
  /** Whether it takes pictures: then it is shown the scan and similar cases. */
  vision: z.boolean().optional(),
  /** Longest silence before the first byte and between two. */
  timeoutSeconds: z.number().positive().max(3600).optional(),
  maxTokens: z.int().min(1).max(100_000).optional(),
  temperature: z.number().min(0).max(2).optional(),
  /** Of prompt and answer together: what does not fit is left out, the farthest cases first. */
  contextTokens: z.int().min(1_024).max(10_000_000).optional(),
  /** Path of the model's tokenizer.json: tokens are then counted, else estimated from above. */
  tokenizer: z.string().min(1).optional(),
  /** Pictures of one prompt, the scan's own among them. */
  maxPictures: z.int().min(1).max(100).optional(),
  tokensPerPicture: z.int().min(1).max(100_000).optional(),
  /** What a million tokens cost: then every answer says what it cost. */
  pricePerMillionTokens: z
    .strictObject({
      prompt: z.number().nonnegative(),
      answer: z.number().nonnegative(),
      currency: z.string().regex(/^[A-Z]{3}$/),
    })
    .optional(),
  /** Whether an OpenAI-compatible server is asked to count tokens. */
  reportsTokens: z.boolean().optional(),
  /** Further tries after "too many requests" and failures that may pass. */
  retries: z.int().min(0).max(10).optional(),
});
const languageModelName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/)
  .refine((name) => name !== "evidence-writer");

const Config = z.strictObject({
  /** Folder that holds libraries. */
  home: z.string().min(1),
  /** Library used when none is named; null: `default`, and while that does not exist the built-in `demo`. */
  library: z.string().min(1).nullable(),
  /** Null: the one of the library that is named, where it is here, else the embedded one. */
  encoder: z.string().min(1).nullable(),
  device: z.enum(devices),
  /** Threads of one run of a model; null: one per physical core. */
  threads: z.coerce.number().int().min(1).max(256).nullable(),
  /** Language models that may be named. Empty: none is ever used or looked for. */
  languageModels: z.record(languageModelName, LanguageModelEntry),
  /** The one that answers when none is named; null: the evidence writer. */
  defaultLanguageModel: languageModelName.nullable(),
  /** The one that judges whether the evidence says what a language model's sentences say; null: their words decide. */
  judgeLanguageModel: languageModelName.nullable(),
  /** Where `models pull` downloads from; nothing else asks it. */
  hubEndpoint: z.url({ protocol: /^https?$/ }),
});
type Settings = z.output<typeof Config>;
/** The settings, and the way to the keys that they name. */
export interface Config extends Settings {
  /** The key of a language model, from the environment when it is asked for; undefined where it has none, or none is set. */
  readonly apiKeyOf: (languageModel: string) => string | undefined;
  /** The user's token for the hub, from the environment when it is asked for. */
  readonly hubToken: () => string | undefined;
}

/** What flags may set; an absent one leaves the environment's, the file's, or the default. */
export type ConfigFlags = { readonly [K in keyof Settings]?: Settings[K] | undefined };

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
    hubEndpoint: environment.HF_ENDPOINT,
  };
  const parsed = Config.safeParse({
    library: null,
    encoder: null,
    device: "cpu",
    threads: null,
    languageModels: {},
    defaultLanguageModel: null,
    judgeLanguageModel: null,
    hubEndpoint: "https://huggingface.co",
    ...(await readConfigFile(join(home, "config.json"))),
    ...withoutAbsent(fromEnvironment),
    ...withoutAbsent(flags),
    home,
  });
  if (parsed.success) {
    const { languageModels, defaultLanguageModel, judgeLanguageModel } = parsed.data;
    for (const [setting, name] of Object.entries({ defaultLanguageModel, judgeLanguageModel }))
      if (name !== null && !(name in languageModels))
        throw new ConfigInvalidError(`${setting} (not among languageModels)`);
    const apiKeyOf = (name: string) => {
      const variable = languageModels[name]?.apiKeyEnv;
      return (variable === undefined ? undefined : environment[variable]) || undefined;
    };
    return { ...parsed.data, apiKeyOf, hubToken: () => environment.HF_TOKEN || undefined };
  }
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
