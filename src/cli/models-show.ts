import type { Command } from "commander";
import type { ModelShown } from "../app/models-contract.ts";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { columns, type Output } from "./output.ts";

export function modelsShowCommand(): Command {
  return command("show", "A model's card: what it knows, its figures, its limits.")
    .argument("<id>", "name of a model")
    .action((id: string, flags: GlobalFlags) =>
      runCommand(flags, async ({ app, output }) => {
        const model = await app.models.show(id);
        const lines = model.kind === "embedded" ? embeddedInWords(model) : publishedInWords(model);
        output.result(model, () => [heading(model, output), ...lines].join("\n"));
        return exitCode.ok;
      }),
    );
}

function quantizedLine({ of, n, cosine }: NonNullable<ModelShown["quantized"]>): string {
  const near =
    cosine === null
      ? "nobody has compared their vectors"
      : `cosine of their vectors ${cosine.mean.toFixed(4)} in the mean, ${cosine.least.toFixed(4)} at least, on ${n} images`;
  return `In 8 bits, made of ${of}: ${near}`;
}

type Shown<K extends ModelShown["kind"]> = Extract<ModelShown, { readonly kind: K }>;

function heading({ name, encoder, state, level, seen }: ModelShown, { style }: Output): string {
  return `${style("bold", encoder ?? name)} (${state}): level ${level}, ${seen}`;
}

function embeddedInWords({ card }: Shown<"embedded">): readonly string[] {
  const figure = ({ value, interval: [low, high] }: { value: number; interval: readonly [number, number] }) =>
    `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
  return [
    `${card.dimensions} dimensions, images at ${card.image.sizePx} px, texts of up to ${card.text.maxTokens} tokens`,
    `Licence: ${card.licence}`,
    "",
    `Figures on partition ${card.measured.partition}, with 95 % intervals:`,
    columns(Object.entries(card.measured.headline).map(([name, each]) => [`  ${name}`, figure(each), `n ${each.n}`])),
    "",
    "Concepts it was trained and tested on (AUROC within their set):",
    columns(
      card.concepts.map(({ name, modality, n, auroc }) => [
        `  ${name}`,
        modality,
        figure(auroc),
        `n ${n.positive}+${n.negative}`,
      ]),
    ),
    "",
    "Limits:",
    ...card.limits.map((limit) => `- ${limit}`),
  ];
}

function publishedInWords({ card, quantized }: Shown<"published">): readonly string[] {
  const { architecture, preprocess, source, licence } = card;
  const text = architecture?.text;
  const textTokens = card.tokenizer?.contextTokens ?? text?.context;
  const weights = [card.weights, ...(card.textWeights ? [card.textWeights] : [])];
  const unverified = weights.some(({ sha256 }) => sha256 === null);
  const where = source.kind === "hub" ? `huggingface.co/${source.repository}` : source.url;
  return [
    ...(quantized === null ? [] : [quantizedLine(quantized)]),
    `${card.name}: ${card.dimensions === null ? "" : `${card.dimensions} dimensions`}${preprocess ? `, images at ${preprocess.sizePx} px` : ""}${text ? `, texts of up to ${textTokens} tokens` : architecture ? ", no text side" : ""}`,
    `From ${where}: ${weights.map(({ name }) => name).join(" and ")}${unverified ? " (unverified: no checksum is known)" : ""}`,
    ...(card.files.length === 0 ? [] : [`Beside it: ${card.files.map(({ name }) => name).join(", ")}`]),
    `Licence: ${licence.name}${licence.gated ? ", given to those who agree to its terms" : ""}${licence.note === null ? "" : `. ${licence.note}`}`,
    ...(card.notBuilt === null ? [] : [`Not built: it needs ${card.notBuilt}.`]),
    "",
    `Made for: ${card.intendedUse}`,
    "Limits:",
    ...card.limits.map((limit) => `- ${limit}`),
    ...(card.figures.length === 0
      ? []
      : [
          "",
          "Figures as its authors publish them, none of ours:",
          ...card.figures.map(({ what, value, source: from }) => `- ${what}: ${value} (${from})`),
        ]),
    "",
    "Read from:",
    ...card.sources.map((each) => `- ${each}`),
  ];
}
