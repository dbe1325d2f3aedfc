import { afterAll, beforeAll, expect, test } from "vitest";
import { type EncodedScan, encodeScan } from "../../../src/encoders/encoded-scan.ts";
import { decodeScan } from "../../../src/imaging/decode.ts";
import { createAdapterClassifier } from "../../../src/zeroshot/adapters/classify-with-adapter.ts";
import { adapterMethods } from "../../../src/zeroshot/adapters/contract.ts";
import { type Example, fitAdapter } from "../../../src/zeroshot/adapters/fit-adapter.ts";
import { cloudRequest } from "../../support/adapter-examples.ts";
import { fakeEncoder } from "../../support/fake-encoder.ts";
import { sampleFile } from "../../support/labelled-samples.ts";
import { openMini } from "../../support/mini.ts";

const names = ["MR slice", "eye"];
/** Another encoder than the embedded one, which still judges the kinds. */
const chosen = fakeEncoder(16, "other@12345678");

let mini: Awaited<ReturnType<typeof openMini>>;
let brain: EncodedScan;
let retina: EncodedScan;
beforeAll(async () => {
  mini = await openMini();
  const read = async (name: string) =>
    encodeScan(await decodeScan(sampleFile(name)), undefined, { encoder: mini, rules: mini.rules, chosen });
  [brain, retina] = [await read("BrainT1Slice.png"), await read("retina.jpg")];
});
afterAll(() => mini[Symbol.asyncDispose]());

const encodingOf = (own = chosen) => ({ encoder: mini, rules: mini.rules, chosen: own });

const exampleOf = (scan: EncodedScan, label: number): Example => ({
  vector: scan.chosen.embedding.values,
  label,
  case: scan.scan.sha256,
  kind: scan.kind?.kind ?? "",
  sha256: scan.scan.sha256,
  seenInTraining: null,
});
const fitted = (method: (typeof adapterMethods)[number], judge = mini.id) =>
  fitAdapter([exampleOf(brain, 0), exampleOf(retina, 1)], {
    ...cloudRequest(method, names),
    encoder: chosen.id,
    judge,
  });

test.each(adapterMethods)(
  "%s, of another encoder's vectors: what only the embedded encoder can tell is null",
  async (method) => {
    const found = createAdapterClassifier(await fitted(method), encodingOf())(brain);
    expect(found).toMatchObject({ abstained: false, calibrated: false, noneOfThese: null, promptSpread: null });
    expect(found.provenance).toMatchObject({ encoder: chosen.id, seenInTraining: null, imageKind: brain.kind });
    expect(found.provenance.adapter).toMatchObject({ method, n: 2, scanAmongImages: true, seenInTraining: null });
  },
);

test("an adapter of other vectors, and one whose kinds another encoder judged, are refused", async () => {
  const stored = await fitted("knn");
  for (const encoding of [{ encoder: mini, rules: mini.rules }, encodingOf(fakeEncoder(16, "other@00000000"))])
    expect(() => createAdapterClassifier(stored, encoding)).toThrow(
      expect.objectContaining({ code: "ADAPTER_ENCODER_MISMATCH" }),
    );
  const elsewhere = await fitted("knn", fakeEncoder().id);
  expect(() => createAdapterClassifier(elsewhere, encodingOf())).toThrow(
    expect.objectContaining({ code: "ADAPTER_ENCODER_MISMATCH" }),
  );
});

test.each(adapterMethods)("%s, of vectors of another length than the encoder's: refused", async (method) => {
  const stored = await fitted(method);
  expect(() => createAdapterClassifier(stored, encodingOf(fakeEncoder(8, "other@12345678")))).toThrow(
    expect.objectContaining({ code: "ADAPTER_INVALID" }),
  );
});

test("a region is judged by its own distance, and by the kind of the whole image", async () => {
  const stored = await fitted("knn");
  const region = { xPx: 0, yPx: 0, widthPx: 10, heightPx: 10 };
  const found = createAdapterClassifier(stored, encodingOf())({ ...retina, region });
  expect(found.provenance).toMatchObject({ region, imageKind: retina.kind });
});
