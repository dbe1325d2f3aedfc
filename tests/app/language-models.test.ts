import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createLanguageModels } from "../../src/app/language-models.ts";
import { createRemoteConsent } from "../../src/app/remote-consent.ts";
import { loadConfig } from "../../src/config/config.ts";
import { fakeLlm } from "../support/fake-llm-servers.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const about = { scanSha256: "0".repeat(64), confirmRemote: false };

/** The language models of a home whose configuration file is this. */
async function modelsOf(config: unknown, ollamaUrl: string, environment: NodeJS.ProcessEnv = {}) {
  const home = await temporaryFolder();
  await writeFile(join(home, "config.json"), JSON.stringify(config));
  const consent = createRemoteConsent({ path: join(home, "remote-consent.jsonl"), clock: () => new Date(0) });
  return createLanguageModels({ config: await loadConfig({ home }, environment), consent, ollamaUrl });
}

describe("language models", () => {
  test("an Ollama on this computer is offered, its cloud models are not, and nobody asks it unless named", async () => {
    const ollama = await fakeLlm("ollama", { kind: "answer", pieces: ["Hello."] });
    const models = await modelsOf(
      { languageModels: { mine: { provider: "anthropic", model: "claude", vision: true } } },
      ollama.url,
    );
    expect(models.nameOf(undefined)).toBeNull();
    expect(ollama.requests).toEqual([]);
    expect(await models.list()).toEqual([
      {
        name: "mine",
        provider: "anthropic",
        model: "claude",
        host: "api.anthropic.com",
        remote: true,
        vision: true,
        state: "configured",
      },
      {
        name: "ollama/tiny:1b",
        provider: "ollama",
        model: "tiny:1b",
        host: `127.0.0.1:${ollama.port}`,
        remote: false,
        vision: false,
        state: "offered",
      },
    ]);
    const model = await models.use("ollama/tiny:1b", about);
    const said: string[] = [];
    for await (const piece of model.stream(
      [{ role: "user", parts: [{ kind: "text", text: "Hi" }] }],
      new AbortController().signal,
    ))
      said.push(piece);
    expect(said).toEqual(["Hello."]);
    await expect(models.use("ollama/big:cloud", about)).rejects.toMatchObject({ code: "LLM_UNKNOWN" });
  });

  test("where nobody listens, nothing is offered", async () => {
    const models = await modelsOf({}, "http://127.0.0.1:9");
    expect(await models.list()).toEqual([]);
    await expect(models.use("ollama/tiny:1b", about)).rejects.toMatchObject({ code: "LLM_UNKNOWN" });
  });

  test("a model that Ollama runs in its cloud is remote however local its address", async () => {
    const models = await modelsOf(
      { languageModels: { big: { provider: "ollama", model: "gpt-oss:120b-cloud" } } },
      "http://127.0.0.1:9",
    );
    await expect(models.use("big", about)).rejects.toMatchObject({ code: "REMOTE_NOT_CONFIRMED", host: "ollama.com" });
  });

  test("the key comes from the variable that the configuration names, and is in nothing that prints", async () => {
    const home = await temporaryFolder();
    const file = {
      languageModels: { mine: { provider: "openai", model: "m", apiKeyEnv: "MY_KEY" } },
      defaultLanguageModel: "mine",
    };
    await writeFile(join(home, "config.json"), JSON.stringify(file));
    const config = await loadConfig({ home }, { MY_KEY: "geheim" });
    expect(config.apiKeyOf("mine")).toBe("geheim");
    expect(config.apiKeyOf("other")).toBeUndefined();
    expect(JSON.stringify(config)).not.toContain("geheim");
    expect(config.defaultLanguageModel).toBe("mine");
  });

  test.each([
    ["an unknown provider", { languageModels: { a: { provider: "bard", model: "m" } } }],
    ["no model", { languageModels: { a: { provider: "ollama" } } }],
    ["a setting that is none", { languageModels: { a: { provider: "ollama", model: "m", apiKey: "geheim" } } }],
    [
      "credentials in an address",
      { languageModels: { a: { provider: "openai", model: "m", baseUrl: "https://user:geheim@host/v1" } } },
    ],
    ["another protocol", { languageModels: { a: { provider: "openai", model: "m", baseUrl: "file:///geheim" } } }],
    ["a default that is not configured", { defaultLanguageModel: "geheim" }],
    ["the evidence writer's name", { languageModels: { "evidence-writer": { provider: "ollama", model: "m" } } }],
  ])("%s is refused without its value", async (_, file) => {
    const home = await temporaryFolder();
    await writeFile(join(home, "config.json"), JSON.stringify(file));
    const error: unknown = await loadConfig({ home }, {}).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "CONFIG_INVALID" });
    expect(String(error)).not.toContain("geheim");
  });
});
