import { z } from "zod";
import type { TokenCounts } from "../token-usage.ts";

const count = z.int().nonnegative().nullish().catch(null);
const Usage = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  input_tokens: count,
  output_tokens: count,
  cache_creation_input_tokens: count,
  cache_read_input_tokens: count,
});
const Line = z.object({
  /** OpenAI's last chunk, Anthropic's `message_delta`. */
  usage: Usage.nullish().catch(null),
  /** Anthropic's `message_start`. */
  message: z
    .object({ usage: Usage.nullish().catch(null) })
    .nullish()
    .catch(null),
  /** Ollama's last line. */
  prompt_eval_count: count,
  eval_count: count,
});

/** What one line of a streamed reply says of tokens; null where it says nothing, whatever server it is from. */
export function readTokenCounts(line: string): TokenCounts | null {
  if (!/"(?:usage|eval_count|prompt_eval_count)"/.test(line)) return null;
  try {
    const { usage, message, prompt_eval_count, eval_count } = Line.parse(
      JSON.parse(line.trim().replace(/^data: ?/, "")),
    );
    const said = usage ?? message?.usage ?? null;
    const input = said?.prompt_tokens ?? said?.input_tokens ?? prompt_eval_count ?? null;
    const cached = (said?.cache_creation_input_tokens ?? 0) + (said?.cache_read_input_tokens ?? 0);
    const answer = said?.completion_tokens ?? said?.output_tokens ?? eval_count ?? null;
    return { prompt: input === null ? null : input + cached, answer };
  } catch {
    return null;
  }
}
