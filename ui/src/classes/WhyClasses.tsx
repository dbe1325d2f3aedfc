import { aKindInWords, kindInWords } from "../../../src/encoders/kind-in-words.ts";
import { calibrationInWords } from "../../../src/zeroshot/calibration-in-words.ts";
import type { Classification } from "../../../src/zeroshot/classify.ts";
import type { PromptSet } from "../../../src/zeroshot/contract.ts";
import { percent, twoDigits } from "../shell/numbers.ts";
import { ScrollBox } from "../shell/ScrollBox.tsx";

/** The shipped set whose names are the kinds of image themselves. */
const kindSet = "modality";

interface WhyClassesProps {
  readonly result: Classification;
  readonly set: PromptSet | undefined;
}

/** Names, prompts, spread and where they come from. */
export function WhyClasses({ result, set }: WhyClassesProps) {
  const { classes, promptSpread, provenance } = result;
  const { promptSet, encoder, imageKind, calibration } = provenance;
  return (
    <details class="why">
      <summary>why?</summary>
      <div>
        <ScrollBox class="scroll-x" label="Scores of the names">
          <table class="numbers">
            <thead>
              <tr>
                <th scope="col">name</th>
                <th scope="col">cosine</th>
                <th scope="col">least</th>
                <th scope="col">middle</th>
                <th scope="col">greatest</th>
              </tr>
            </thead>
            <tbody>
              {classes.map(({ name, cosine }, i) => {
                const { min, median, max } = promptSpread.classes[i];
                return (
                  <tr key={name}>
                    <th scope="row">
                      {name}
                      <span class="quiet small">
                        {" "}
                        {set?.classes.find((each) => each.name === name)?.synonyms.join(", ")}
                      </span>
                    </th>
                    <td>{twoDigits(cosine)}</td>
                    <td>{percent(min)}</td>
                    <td>{percent(median)}</td>
                    <td>{percent(max)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </ScrollBox>
        <dl class="facts">
          <dt>prompts</dt>
          <dd>{promptSet.templates.map((template) => `“${template}”`).join(", ")}</dd>
          <dt>names from</dt>
          <dd>
            {promptSet.source} · {promptSet.id}, version {promptSet.version}
          </dd>
          <dt>calibration</dt>
          <dd>
            {calibration
              ? calibrationInWords(calibration)
              : "none for this encoder, these names and this image, so no probability"}
          </dd>
          <dt>encoder</dt>
          <dd>{encoder}</dd>
          {imageKind && (
            <>
              <dt>kind of image</dt>
              <dd>
                {kindInWords(imageKind.kind ?? "unknown")} · distance {imageKind.distance.toFixed(1)} of at most{" "}
                {imageKind.distanceThreshold.toFixed(1)}
              </dd>
            </>
          )}
        </dl>
        {promptSet.id === kindSet && imageKind && (
          <p>
            Two measures of one thing: the shares above compare the image with these words, while “looks like{" "}
            {aKindInWords(imageKind.kind)}” ({percent(imageKind.shares[imageKind.kind] ?? 0)}) comes from a classifier
            that sees the image alone and decides which names fit.
          </p>
        )}
      </div>
    </details>
  );
}
