/**
 * Short side that timm's evaluation transform resizes to before it cuts out `sizePx`.
 * @param cropPct the share of the short side that is kept, 0 to 1: `crop_pct` of a timm model's pretrained_cfg
 * Source: `transforms_imagenet_eval`, huggingface/pytorch-image-models v1.0.9 `timm/data/transforms_factory.py`.
 */
export function timmShortSidePx(sizePx: number, cropPct: number): number {
  return Math.floor(sizePx / cropPct);
}
