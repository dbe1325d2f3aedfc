import { RunnableLambda } from "@langchain/core/runnables";
import { afterEach, expect, test, vi } from "vitest";
import { createLibraryRetriever } from "../../src/chat/backends/library-retriever.ts";
import type { SimilarResult } from "../../src/retrieval/find-similar.ts";
import { fakeLlm } from "../support/fake-llm-servers.ts";

const pair: SimilarResult = {
  id: "0".repeat(32),
  score: 0.5,
  cosine: 0.5,
  caption: "A mass.",
  label: "glioma_tumor",
  case: "case-1",
  source: "here",
  modality: "MRI",
  kind: "mri",
  anatomy: null,
  licence: "CC0",
  partition: null,
  why: "text",
  sameImage: false,
};
const found = [
  pair,
  { ...pair, id: "1".repeat(32), caption: null },
  { ...pair, id: "2".repeat(32), caption: null, label: null },
];

afterEach(() => void vi.unstubAllEnvs());

test("a library is a retriever: text in, the texts of pairs out, with where they come from; a pair without text is none", async () => {
  const asked: string[] = [];
  const retriever = createLibraryRetriever({
    search: async (text) => {
      asked.push(text);
      return found;
    },
  });
  const documents = await retriever.invoke("a \u200bmass");
  expect(asked).toEqual(["a mass"]);
  expect(documents.map(({ pageContent }) => pageContent)).toEqual(["A mass.", "glioma tumor"]);
  expect(documents[0].metadata).toEqual({
    pairId: pair.id,
    case: "case-1",
    cosine: 0.5,
    source: "here",
    modality: "MRI",
    label: "glioma_tumor",
    licence: "CC0",
  });
});

test("it stands in other people's chains, with their callbacks", async () => {
  const ended: number[] = [];
  const chain = createLibraryRetriever({ search: async () => found }).pipe(
    new RunnableLambda({ func: (documents: unknown[]) => documents.length }),
  );
  const callbacks = [{ handleRetrieverEnd: (documents: unknown[]) => void ended.push(documents.length) }];
  expect(await chain.invoke("a mass", { callbacks })).toBe(2);
  expect(ended).toEqual([2]);
});

test("alone it sends nothing to LangSmith, whatever the environment says", async () => {
  const spy = await fakeLlm("openai", { kind: "answer", pieces: ["x"] });
  for (const name of ["LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGCHAIN_VERBOSE"]) vi.stubEnv(name, "true");
  vi.stubEnv("LANGSMITH_ENDPOINT", spy.url);
  vi.stubEnv("LANGSMITH_API_KEY", "k");
  const configured = vi.spyOn(
    await import("@langchain/core/callbacks/manager").then(({ CallbackManager }) => CallbackManager),
    "_configureSync",
  );
  expect(await createLibraryRetriever({ search: async () => found }).invoke("a mass")).toHaveLength(2);
  expect(configured).not.toHaveBeenCalled();
  expect(spy.requests).toEqual([]);
});
