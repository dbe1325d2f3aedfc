import { once } from "../core/once.ts";
import { argmax, softmax } from "../core/vector.ts";
import type { InferenceEngine } from "../inference/contract.ts";
import { cardFile, type LoadedCard } from "./card.ts";
import type { ImageKindGate } from "./contract.ts";

/** The gate of a model folder: features [1, F] -> kind of image and distance to the known kinds. */
export function createKindGate(loaded: LoadedCard, engine: InferenceEngine): ImageKindGate {
  const { file, classes, distanceThreshold } = loaded.card.gate;
  const openSession = once(() => {
    const { path, sha256 } = cardFile(loaded, file);
    return engine.open(path, { sha256 });
  });
  return {
    kinds: classes,
    async classify(features) {
      const session = await openSession();
      const outputs = await session.run({
        features: { type: "float32", data: features.slice(), dims: [1, features.length] },
      });
      const logits = Array.from(outputs.modality_logits.data, Number);
      const shares = softmax(logits);
      const distance = Number(outputs.distance.data[0]);
      return {
        kind: classes[argmax(shares)],
        shares: Object.fromEntries(classes.map((kind, i) => [kind, shares[i]])),
        distance,
        distanceThreshold,
      };
    },
  };
}
