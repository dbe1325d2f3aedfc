import type { App } from "../app/contract.ts";
import { PromptSetUnknownError } from "./errors.ts";

/** Lets the id of a shipped set pass, and nothing else: the application would read a path. @throws {PromptSetUnknownError} */
export async function shippedPromptSet(app: Pick<App, "promptSets">, id: string | undefined): Promise<void> {
  if (id === undefined) return;
  const known = (await app.promptSets()).map((set) => set.id);
  if (!known.includes(id)) throw new PromptSetUnknownError(known);
}
