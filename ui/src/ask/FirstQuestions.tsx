import type { RegionPx } from "../../../src/imaging/contract.ts";
import { ClassesInShort } from "../classes/ClassesInShort.tsx";
import { useClassification } from "../classes/current-classification.ts";
import { scanLook } from "../classes/scan-look.ts";
import { openedSamples } from "../rail/opened-samples.ts";
import { all, promptSets, samples } from "../shell/server-data.ts";
import { useStore } from "../shell/store.ts";
import { askWithConsent } from "./consent.ts";

interface FirstQuestionsProps {
  readonly scan: string;
  readonly region: RegionPx | null;
  /** Questions that were asked already. */
  readonly asked: readonly string[];
}

const anyScan = ["What kind of image is this?", "Which part of the body is shown?", "What do similar cases say?"];
const byKind: Readonly<Record<string, readonly string[]>> = {
  xray: ["Which part of the body is shown?", "Is there pneumonia?", "What do similar cases say?"],
  fundus: ["What kind of image is this?", "Is there diabetic retinopathy?", "What do similar cases say?"],
  histology: ["What kind of image is this?", "Is there adenocarcinoma?", "What do similar cases say?"],
  "blood smear": [
    "What kind of image is this?",
    "What kind of white blood cell is this?",
    "What do similar cases say?",
  ],
  ultrasound: ["What kind of image is this?", "Is there breast cancer?", "What do similar cases say?"],
};

/** Three questions that make sense for this scan, one press each. */
export function FirstQuestions({ scan, region, asked }: FirstQuestionsProps) {
  const begun = asked.length > 0;
  const list = samples.use(all);
  const opened = useStore(openedSamples);
  const look = scanLook.use(scan);
  const sample = list.kind === "ready" ? list.value.find((each) => opened[each.id] === scan) : undefined;
  const known = look.kind === "ready" && look.value.kind !== null ? byKind[look.value.kind] : undefined;
  const sets = promptSets.use(all);
  const { key, result } = useClassification(scan);
  // Which questions these are, and where they stand, must not change under a finger that is about to press one.
  const awaited = [list, look, ...(begun ? [] : [sets, ...(key ? [result] : [])])];
  const settled = awaited.every((each) => each.kind !== "loading");
  const questions = sample && sample.questions.length > 0 ? sample.questions : (known ?? anyScan);
  return (
    <div class={begun ? "first-questions begun" : "first-questions"}>
      {!begun && <ClassesInShort scan={scan} />}
      {!begun && settled && <h2>{region ? "Ask about the region" : "Ask about this scan"}</h2>}
      <ul>
        {(settled ? questions : [])
          .slice(0, 3)
          .filter((question) => !asked.includes(question))
          .map((question) => (
            <li key={question}>
              <button type="button" class="suggestion" onClick={() => askWithConsent(scan, question)}>
                {question}
              </button>
            </li>
          ))}
      </ul>
      {!begun && sample && (
        <p class="small quiet sample-words">
          {sample.caption} {sample.source} · {sample.licence}
        </p>
      )}
    </div>
  );
}
