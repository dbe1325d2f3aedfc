import { readFile } from "node:fs/promises";
import { z } from "zod";
import { createChatModel } from "../chat/backends/chat-model.ts";
import type { LanguageModelSettings } from "../chat/backends/settings.ts";
import { preloadVendorClient } from "../chat/backends/vendor-client.ts";
import type { ChatModel } from "../chat/chat-model.ts";
import type { CountTokens } from "../chat/token-usage.ts";
import type { Config } from "../config/config.ts";
import { once } from "../core/once.ts";
import { createTokenCounter } from "../encoders/tokenizers/token-counter.ts";
import type { LanguageModelSummary } from "./contract.ts";
import {
  LanguageModelKeyMissingError,
  LanguageModelTokenizerError,
  LanguageModelUnknownError,
} from "./conversation-errors.ts";
import type { RemoteConsent } from "./remote-consent.ts";

/** Name by which the evidence writer is asked for where the configuration names a default language model. */
export const evidenceWriter = "evidence-writer";

export interface LanguageModelsOptions {
  readonly config: Pick<Config, "languageModels" | "defaultLanguageModel" | "judgeLanguageModel" | "apiKeyOf">;
  readonly consent: RemoteConsent;
  /** Where an Ollama of this computer would listen. @default "http://127.0.0.1:11434" */
  readonly ollamaUrl?: string;
  /** @default the global fetch */
  readonly fetch?: typeof fetch | undefined;
}

export interface LanguageModels {
  /** Those of the configuration, then those that an Ollama on this computer offers. */
  list(): Promise<readonly LanguageModelSummary[]>;
  /**
   * The language model of that name, once the user agreed to what a remote one is sent. Sends nothing itself.
   * @throws {LanguageModelUnknownError | LanguageModelKeyMissingError | LanguageModelTokenizerError | RemoteNotConfirmedError}
   */
  use(
    name: string,
    about: {
      readonly scanSha256: string;
      readonly confirmRemote: boolean;
      /** Instead of the configuration's. */
      readonly temperature?: number | undefined;
    },
  ): Promise<ChatModel>;
  /** Who writes: the model of that name, else the configuration's default, else null for the evidence writer. */
  nameOf(asked: string | undefined): string | null;
  /** The model that judges sentences; null: their words decide. */
  readonly judge: string | null;
}

const probeMs = 400;
const offeredPrefix = "ollama/";

const Tags = z.object({
  models: z.array(
    z.object({
      name: z.string().min(1).max(200),
      remote_host: z.string().nullish(),
      details: z.object({ families: z.array(z.string()).nullish() }).nullish(),
    }),
  ),
});
const visionFamilies = /clip|mllama|vl$|llava|gemma3/;

export function createLanguageModels(options: LanguageModelsOptions): LanguageModels {
  const { config, consent, ollamaUrl = "http://127.0.0.1:11434", fetch: transport = fetch } = options;
  const make = (settings: LanguageModelSettings) => createChatModel(settings, { fetch: options.fetch });

  const configured: readonly Configured[] = Object.entries(config.languageModels).map(([name, entry]) => ({
    keyNeeded: entry.apiKeyEnv !== undefined,
    counter: counterOf(name, entry),
    settings: settingsOf(name, entry, () => config.apiKeyOf(name)),
  }));

  /** Models of this computer's own Ollama. Nobody answers there: none. What it would pass on to a cloud is not offered. */
  async function offered(): Promise<readonly LanguageModelSettings[]> {
    try {
      const response = await transport(new URL("/api/tags", ollamaUrl), {
        signal: AbortSignal.timeout(probeMs),
        redirect: "error",
      });
      const { models } = Tags.parse(await response.json());
      return models
        .filter(({ name, remote_host }) => !remote_host && !/[:-]cloud$/.test(name))
        .map(({ name, details }) => ({
          name: `${offeredPrefix}${name}`,
          provider: "ollama" as const,
          model: name,
          baseUrl: ollamaUrl,
          vision: details?.families?.some((family) => visionFamilies.test(family)) ?? false,
        }));
    } catch {
      return [];
    }
  }

  return {
    async list() {
      const found = await offered();
      return [
        ...configured.map(({ settings }) => summarise(make(settings), "configured")),
        ...found.map((settings) => summarise(make(settings), "offered")),
      ];
    },
    async use(name, about) {
      const known = configured.find(({ settings }) => settings.name === name);
      if (known?.keyNeeded && known.settings.apiKey?.() === undefined) throw new LanguageModelKeyMissingError(name);
      const settings =
        known?.settings ??
        (name.startsWith(offeredPrefix) ? (await offered()).find((each) => each.name === name) : undefined);
      if (!settings) throw new LanguageModelUnknownError(configured.map((each) => each.settings.name));
      const counter = known?.counter ?? null;
      const countTokens = counter ? await counter() : undefined;
      const { temperature = settings.temperature } = about;
      const model = make({ ...settings, countTokens, temperature });
      await consent.check(model, about);
      preloadVendorClient(settings);
      return model;
    },
    judge: config.judgeLanguageModel,
    nameOf(asked) {
      const name = asked ?? config.defaultLanguageModel;
      return name === evidenceWriter ? null : name;
    },
  };
}

type Entry = Config["languageModels"][string];

interface Configured {
  readonly keyNeeded: boolean;
  /** Null: its tokens are estimated. */
  readonly counter: (() => Promise<CountTokens>) | null;
  readonly settings: LanguageModelSettings;
}

function settingsOf(name: string, entry: Entry, apiKey: () => string | undefined): LanguageModelSettings {
  const { apiKeyEnv: _key, tokenizer: _tokenizer, timeoutSeconds, pricePerMillionTokens, ...same } = entry;
  return {
    ...same,
    name,
    apiKey,
    prices: pricePerMillionTokens,
    ...(timeoutSeconds !== undefined && { timeoutMs: timeoutSeconds * 1000 }),
  };
}

/** Counts as the model's own tokenizer does, read when the model is first used; null where the configuration names none. */
function counterOf(name: string, { tokenizer: path }: Entry): (() => Promise<CountTokens>) | null {
  if (path === undefined) return null;
  return once(async () => {
    try {
      return createTokenCounter(await readFile(path), "tokenizer.json");
    } catch (cause) {
      throw new LanguageModelTokenizerError(name, { cause });
    }
  });
}

function summarise(model: ChatModel, state: LanguageModelSummary["state"]): LanguageModelSummary {
  const { name, provider, model: id, host, remote, vision } = model;
  return { name, provider, model: id, host, remote, vision, state };
}
