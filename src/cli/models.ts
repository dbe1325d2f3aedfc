import { Command } from "commander";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { modelsCheckCommand } from "./models-check.ts";
import { columns } from "./output.ts";

export function modelsCommand(): Command {
  return new Command("models")
    .description("The embedding models.")
    .addCommand(
      command("list", "Installed models, with what is proven of each.").action((flags: GlobalFlags) =>
        runCommand(flags, async ({ app, output }) => {
          const models = await app.models.list();
          const rows = models.map(({ name, encoder, dimensions, level, seen, licence }) => [
            name,
            encoder,
            `${dimensions}`,
            `${level}`,
            seen,
            licence,
          ]);
          output.result({ models }, () =>
            columns([["name", "id@revision", "dim", "level", "seen", "licence"], ...rows], [2, 3]),
          );
          return exitCode.ok;
        }),
      ),
    )
    .addCommand(modelsCheckCommand())
    .addCommand(
      command("show", "A model's card: what it knows, its figures, its limits.")
        .argument("<id>", "name of a model")
        .action((id: string, flags: GlobalFlags) =>
          runCommand(flags, async ({ app, output }) => {
            const model = await app.models.show(id);
            const { card } = model;
            const figure = ({ value, interval: [low, high] }: { value: number; interval: readonly [number, number] }) =>
              `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
            output.result(model, () =>
              [
                `${output.style("bold", model.encoder)}: level ${model.level}, ${model.seen}`,
                `${card.dimensions} dimensions, images at ${card.image.sizePx} px, texts of up to ${card.text.maxTokens} tokens`,
                `Licence: ${card.licence}`,
                "",
                `Figures on partition ${card.measured.partition}, with 95 % intervals:`,
                columns(
                  Object.entries(card.measured.headline).map(([name, each]) => [
                    `  ${name}`,
                    figure(each),
                    `n ${each.n}`,
                  ]),
                ),
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
              ].join("\n"),
            );
            return exitCode.ok;
          }),
        ),
    );
}
