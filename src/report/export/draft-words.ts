/** What stands on the face of every export. */
export const draftBanner = "UNVERIFIED DRAFT: research and education, not a medical device";
/** What stands where a section holds no sentence. */
export const emptySection = "Nothing was drafted for this section.";
/** What a reader must do with it. */
export const draftAdvice =
  "Written by a program from this scan's scores and from sentences of other cases. Nobody has verified it. A qualified person must read the image and check every sentence before any use.";
