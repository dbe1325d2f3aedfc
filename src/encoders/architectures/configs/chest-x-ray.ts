import { z } from "zod";
import type { ArchitectureSpec, ImageTowerSpec } from "../spec.ts";
import { BertConfig, bertSpec } from "./bert-config.ts";
import { resNet } from "./resnet-shapes.ts";
import type { Shapes } from "./shapes.ts";
import { SwinConfig, swin } from "./swin-config.ts";

const size = z.int().positive();
const ChestConfig = z.looseObject({
  image_size: size.optional(),
  proj_dim: size.default(512),
  text_config: BertConfig.prefault({}),
  /** Sizes of a Swin; what a ResNet is, its shapes say. */
  vision: z.union([SwinConfig, z.string()]).optional(),
});

/**
 * MedCLIP: a ResNet-50 whose `fc` is the projection, or a Swin; BioClinicalBERT, the mean of three of its layers over all positions.
 * Source: RyanWangZf/MedCLIP `modeling_medclip.py`.
 */
export function medClip(config: unknown, shapes: Shapes): ArchitectureSpec {
  const { proj_dim: dimensions, text_config, vision, image_size: imagePx = 224 } = ChestConfig.parse(config);
  const prefix = "vision_model.model.";
  const image: ImageTowerSpec = shapes.has(`${prefix}conv1.weight`)
    ? {
        ...resNet(shapes, { prefix, imagePx, variant: "torchvision" }),
        pool: { kind: "mean" },
        projection: { kind: "linear", key: `${prefix}fc`, dimensions, bias: false },
      }
    : {
        ...swin(prefix, typeof vision === "object" ? vision : SwinConfig.parse({})),
        pool: "mean",
        projection: { kind: "linear", key: "vision_model.projection_head", dimensions, bias: false },
      };
  return {
    image,
    text: bertSpec(text_config, {
      prefix: "text_model.model.",
      pool: "three-layers-mean",
      projection: { kind: "linear", key: "text_model.projection_head", dimensions, bias: false },
    }),
    logits: { scale: "logit_scale", bias: null },
    unused: unusedOf(shapes, prefix),
  };
}

/**
 * CXR-CLIP: a torchvision ResNet-50 or a Swin, of which it takes the first cell; BioClinicalBERT, at its last token.
 * Source: kakaobrain/cxr-clip `cxrclip/model/clip.py`.
 */
export function cxrClip(config: unknown, shapes: Shapes): ArchitectureSpec {
  const { proj_dim: dimensions, text_config, vision, image_size: imagePx = 224 } = ChestConfig.parse(config);
  const projection = (key: string) => ({
    kind: "linear" as const,
    key: `${key}.projection`,
    dimensions,
    bias: shapes.has(`${key}.projection.bias`),
  });
  const prefix = shapes.has("image_encoder.resnet.conv1.weight")
    ? "image_encoder.resnet."
    : "image_encoder.image_encoder.";
  const image: ImageTowerSpec = shapes.has(`${prefix}conv1.weight`)
    ? {
        ...resNet(shapes, { prefix, imagePx, variant: "torchvision" }),
        pool: { kind: "mean" },
        projection: projection("image_projection"),
      }
    : {
        ...swin(prefix, typeof vision === "object" ? vision : SwinConfig.parse({})),
        pool: "first-cell",
        projection: projection("image_projection"),
      };
  return {
    image,
    text: bertSpec(text_config, {
      prefix: "text_encoder.text_encoder.",
      pool: "last-token",
      projection: projection("text_projection"),
    }),
    logits: { scale: "logit_scale", bias: null },
    unused: unusedOf(shapes, prefix),
  };
}

const BioVilConfig = z.looseObject({
  image_size: size.default(448),
  joint_feature_size: size.default(128),
  text_config: BertConfig.extend({ projection_size: size.optional() }).prefault({}),
});

/**
 * BioViL and BioViL-T of one image: a ResNet-50 whose cells are projected one by one; CXR-BERT with a projection of its own. There is no scale: logits are
 * cosines.
 * Source: microsoft/hi-ml `health_multimodal/image/model`, `text/model/modelling_cxrbert.py`.
 */
export function bioVil(config: unknown, shapes: Shapes): ArchitectureSpec {
  const { image_size: imagePx, joint_feature_size: dimensions, text_config } = BioVilConfig.parse(config);
  const temporal = shapes.has("image.encoder.backbone_to_vit.weight");
  const previous = temporal
    ? {
        convolution: "image.encoder.backbone_to_vit",
        missing: "image.encoder.missing_previous_emb",
        width: shapes.of("image.encoder.backbone_to_vit.weight")[0],
      }
    : null;
  const head = "text.cls_projection_head.";
  const [hidden] = shapes.of(`${head}dense_to_hidden.weight`);
  return {
    image: {
      ...resNet(shapes, { prefix: "image.encoder.encoder.", imagePx, variant: "torchvision" }),
      pool: { kind: "projected-cells", previous, projector: "image.projector.", dimensions },
      projection: { kind: "none" },
    },
    text: bertSpec(text_config, {
      prefix: "text.bert.",
      pool: "class-token",
      projection: {
        kind: "normed-mlp",
        prefix: head,
        hidden,
        dimensions: text_config.projection_size ?? dimensions,
        layerNormEps: text_config.layer_norm_eps,
      },
    }),
    logits: { scale: null, bias: null },
    unused: [
      "image.encoder.encoder.fc.",
      "image.encoder.vit_pooler.",
      "image.classifier.",
      "text.cls.",
      "text.bert.pooler.",
    ],
  };
}

/** Swin's buffers follow from its window; BERT's pooler and a masked-word head serve training. */
function unusedOf(shapes: Shapes, swinPrefix: string): string[] {
  const blocks = shapes.keys().filter((key) => key.startsWith(swinPrefix) && key.endsWith(".relative_position_index"));
  return [...blocks, "text_model.model.pooler.", "text_encoder.text_encoder.pooler.", "text_encoder.text_encoder.cls."];
}
