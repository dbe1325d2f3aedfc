/** What a file that is no picture of ours holds, in words, and what to do about it. */
export interface ForeignContent {
  readonly content: string;
  readonly remedy: string;
}

const fromViewer = "In its viewer, set the window you want and export the image as PNG or TIFF.";
const convert = "Open it in a picture viewer and save it as PNG.";
const notPicture = "Give the scan itself: a PNG, JPEG, TIFF or WebP picture.";

const dicom = { content: "a DICOM file", remedy: fromViewer };
const nifti = { content: "a NIfTI volume", remedy: fromViewer };
const archive = { content: "an archive", remedy: "Unpack it and give the pictures in it." };
const cameraRaw = { content: "a camera's raw file", remedy: "Develop it to TIFF or PNG with the camera's software." };
const heic = { content: "a HEIC or AVIF picture", remedy: convert };
const jpeg2000 = { content: "a JPEG 2000 picture", remedy: "Convert it to PNG or TIFF without loss." };
const document = { content: "an office document", remedy: "Save the picture in it as PNG." };

/** Content recognised by us, by our own name for it. */
export const foreignContents = {
  dicom,
  nifti,
  slide: {
    content: "a whole-slide image (Aperio SVS)",
    remedy: "Export the region of interest as TIFF or PNG from the slide viewer, at 20x or as the encoder's card says.",
  },
  svg: { content: "an SVG drawing", remedy: "Export it as PNG at the size you want." },
  xml: { content: "an XML or HTML text", remedy: notPicture },
  text: { content: "a text", remedy: notPicture },
  unknown: { content: "of a kind we do not know", remedy: notPicture },
  folder: { content: "a folder", remedy: "Give one picture; `caselens ingest` reads folders." },
  special: { content: "a device, pipe or socket", remedy: "Save its bytes to a file and give that." },
  rareVariant: {
    content: "a rare variant of its format (such as lossless or 12-bit JPEG, signed 16-bit or 64-bit values)",
    remedy: "Convert it to a PNG of 8 or 16 bits, or to a JPEG.",
  },
} as const satisfies Record<string, ForeignContent>;

/** Content recognised by the file-type library, by its name for it. */
export const foreignByExtension: ReadonlyMap<string, ForeignContent> = new Map([
  ["dcm", dicom],
  ...["heic", "avif"].map((extension) => [extension, heic] as const),
  ...["jp2", "jpm", "jpx", "mj2", "j2c"].map((extension) => [extension, jpeg2000] as const),
  ...["zip", "gz", "tar", "tar.gz", "7z", "rar", "bz2", "xz", "zst", "lz4"].map(
    (extension) => [extension, archive] as const,
  ),
  ...["cr2", "cr3", "nef", "arw", "dng", "orf", "rw2", "raf"].map((extension) => [extension, cameraRaw] as const),
  ...["docx", "pptx", "xlsx", "odt", "odp", "cfb", "rtf"].map((extension) => [extension, document] as const),
  ["pdf", { content: "a PDF document", remedy: "Export the page or the picture in it as PNG." }],
  ["gif", { content: "a GIF picture", remedy: `${convert} GIF keeps 256 colours at most: prefer the original.` }],
  ["bmp", { content: "a BMP picture", remedy: convert }],
  ["psd", { content: "a Photoshop file", remedy: "Export it as PNG or TIFF." }],
  ["jxl", { content: "a JPEG XL picture", remedy: convert }],
  ["jls", { content: "a JPEG-LS picture", remedy: "Convert it to PNG or TIFF without loss." }],
  ["mp4", { content: "a video", remedy: "Export the frame you want as PNG." }],
]);
