import type { ChatModel } from "../chat/chat-model.ts";
import { RemoteNotConfirmedError } from "./conversation-errors.ts";
import type { LanguageModels } from "./language-models.ts";

/**
 * The language model that writes, and the one that judges. One confirmation is for one computer: it does not stand for a second one that
 * nobody was told of yet.
 * @throws {RemoteNotConfirmedError} naming the first that is still to be confirmed
 */
export async function openModels(
  name: string,
  { scanSha256, confirmRemote }: { readonly scanSha256: string; readonly confirmRemote: boolean },
  languageModels: Pick<LanguageModels, "use" | "judge">,
): Promise<{ readonly model: ChatModel; readonly judge: ChatModel | null }> {
  const known = await languageModels.use(name, { scanSha256, confirmRemote: false }).catch((error: unknown) => {
    if (confirmRemote && error instanceof RemoteNotConfirmedError) return null;
    throw error;
  });
  const model = known ?? (await languageModels.use(name, { scanSha256, confirmRemote }));
  if (languageModels.judge === null) return { model, judge: null };
  const confirmed = confirmRemote && known !== null;
  return { model, judge: await languageModels.use(languageModels.judge, { scanSha256, confirmRemote: confirmed }) };
}
