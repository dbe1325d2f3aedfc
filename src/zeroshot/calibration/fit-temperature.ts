import { softmax } from "../../core/vector.ts";

/** Where temperatures are looked for. */
const [least, greatest] = [0.02, 50];
const golden = (Math.sqrt(5) - 1) / 2;

/**
 * The temperature at which softmax(logits / temperature) gives what is true the greatest likelihood: golden-section search on its logarithm,
 * in which the likelihood has one peak, to 1e-6.
 * Source: Guo et al. 2017, "On Calibration of Modern Neural Networks".
 * @param logits [row][class], not yet divided @param truth [row] index of the true class
 */
export function fitTemperature(logits: readonly (readonly number[])[], truth: readonly number[]): number {
  const loss = (log: number) => negativeLogLikelihood(logits, truth, Math.exp(log));
  let [low, high] = [Math.log(least), Math.log(greatest)];
  while (high - low > 1e-6) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (loss(left) <= loss(right)) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}

function negativeLogLikelihood(
  logits: readonly (readonly number[])[],
  truth: readonly number[],
  temperature: number,
): number {
  return logits.reduce((sum, row, i) => {
    const share = softmax(row.map((logit) => logit / temperature))[truth[i]];
    return sum - Math.log(Math.max(share, Number.MIN_VALUE));
  }, 0);
}
