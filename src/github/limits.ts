/** A comment, or the body of a pull request: GitHub answers 422 to more characters. */
export const COMMENT_CHARACTERS = 65_536;

/** A step's summary, in bytes: a runner drops the whole summary where it is larger. */
export const SUMMARY_BYTES = 1024 * 1024;

/** Errors, warnings and notices of one step: a runner shows this many of each. */
export const ANNOTATIONS_PER_KIND = 10;

/** A runner cuts the message of an annotation here. */
export const ANNOTATION_CHARACTERS = 4096;

/** All outputs of a job may have 1 MB together; ours leave room for those of other steps. */
export const OUTPUT_BYTES = 256 * 1024;
