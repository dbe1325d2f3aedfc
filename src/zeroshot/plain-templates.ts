/** Templates for names that come without any. */
export const plainTemplates = ["{}", "an image of {}", "an image showing {}"] as const;
