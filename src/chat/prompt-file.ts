import { readFile } from "node:fs/promises";
import { sha256Hex } from "../core/sha256.ts";
import { ChatPromptError } from "./errors.ts";

/** A prompt of prompts/chat/, as its front matter describes it. */
export interface PromptFile {
  readonly id: string;
  readonly version: number;
  readonly source: string;
  readonly variables: readonly string[];
  /** Of the file's text, front matter included. */
  readonly sha256: string;
  /** The text with its variables filled in, in one pass: a value that holds {{…}} is not filled again. @throws {ChatPromptError} for a value too few or too many */
  fill(values: Readonly<Record<string, string>>): string;
}

/** Reads a prompt with its front matter: id, version, source, variables. @throws {ChatPromptError} also when it uses others than it declares, or not all */
export async function readPromptFile(path: string): Promise<PromptFile> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new ChatPromptError({ cause });
  });
  return parsePromptFile(text);
}

/** @throws {ChatPromptError} */
export function parsePromptFile(text: string): PromptFile {
  const [, head = "", body = ""] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  const field = (name: string) => new RegExp(`^${name}: *(.+)$`, "m").exec(head)?.[1].trim() ?? "";
  const [id, source, version] = [field("id"), field("source"), Number(field("version"))];
  const variables = /^\[[\w, ]*\]$/.test(field("variables")) ? (field("variables").match(/\w+/g) ?? []) : null;
  const used = new Set([...body.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name));
  if (id === "" || source === "" || !Number.isInteger(version) || variables === null) throw new ChatPromptError();
  if (!sameNames(variables, [...used])) throw new ChatPromptError();
  return {
    id,
    version,
    source,
    variables,
    sha256: sha256Hex(text),
    fill(values) {
      if (!sameNames(variables, Object.keys(values))) throw new ChatPromptError();
      return body.trim().replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name]);
    },
  };
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return [...a].sort().join() === [...b].sort().join();
}
