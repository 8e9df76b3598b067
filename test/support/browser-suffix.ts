/** Ends the name of every suite that needs a browser, so that the end of a run and .ci/run can tell them. */
export const BROWSER_SUFFIX = ' (browser)';
