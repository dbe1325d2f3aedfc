import { Command } from "commander";
import { modelsCheckCommand } from "./models-check.ts";
import { modelsDeleteCommand } from "./models-delete.ts";
import { modelsImportCommand } from "./models-import.ts";
import { modelsListCommand } from "./models-list.ts";
import { modelsPullCommand } from "./models-pull.ts";
import { modelsQuantizeCommand } from "./models-quantize.ts";
import { modelsShowCommand } from "./models-show.ts";

export function modelsCommand(): Command {
  return new Command("models")
    .description("The embedding models.")
    .addCommand(modelsListCommand())
    .addCommand(modelsShowCommand())
    .addCommand(modelsImportCommand())
    .addCommand(modelsPullCommand())
    .addCommand(modelsQuantizeCommand())
    .addCommand(modelsCheckCommand())
    .addCommand(modelsDeleteCommand());
}
