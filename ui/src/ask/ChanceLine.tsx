import type { AskResult } from "../../../src/app/ask-result.ts";
import { percent } from "../shell/numbers.ts";

/** The probability of a bare answer with this image and without it; nothing where nothing calibrates one. */
export function ChanceLine({ result }: { readonly result: AskResult }) {
  const { probability, questionOnlyProbability } = result;
  if (probability === null || questionOnlyProbability === null) return null;
  return (
    <p class="quiet">
      probability {percent(probability)} with this image, {percent(questionOnlyProbability)} from the question alone
    </p>
  );
}
