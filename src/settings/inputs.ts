import { z } from 'zod';
import { SettingsSchema } from './schema.ts';

/** What `fail-on` may name: the classes of changes, and the severities of findings. */
export const FAIL_ON = ['safe', 'locks', 'recompress', 'data-loss', 'breaking', 'error', 'warning'] as const;

/** The inputs that the action has besides the settings: where it stands, what it writes and where to. */
export const ActionSchema = z.strictObject({
  mode: z
    .enum(['auto', 'backup', 'review', 'validate', 'drift'])
    .default('auto')
    .describe(
      'What to do: `backup` writes a version, `review` checks a pull request, `validate` looks at the required objects only, `drift` compares a live database with its schema and keeps an issue open while they differ. `auto`: `review` on pull_request and merge_group, else `backup`',
    ),
  against: z
    .string()
    .min(1)
    .optional()
    .describe(
      'With `mode: drift`, what the database is compared with: a dump, a commit, or `init` for the source; `schema_latest.sql` by default',
    ),
  verify: z
    .boolean()
    .default(false)
    .describe('With `mode: drift`, verify first that a workflow of this repository attested the dump'),
  'working-directory': z
    .string()
    .min(1)
    .default('.')
    .describe('Directory that every path is relative to, for a schema in a part of the repository'),
  config: z.string().min(1).optional().describe('Settings file, default `timescale-ci.yml` where it exists'),
  commit: z
    .enum(['push', 'pull-request', 'none'])
    .default('push')
    .describe(
      'What to do with a new version: `push` commits it to the branch that is checked out, `pull-request` keeps one pull request open with it, `none` leaves the files',
    ),
  'commit-message': z.string().min(1).default('Update the database schema').describe('Subject of the commit'),
  'commit-author-name': z
    .string()
    .min(1)
    .optional()
    .describe("Author of the commit, default the repository's `user.name`, else `github-actions[bot]`"),
  'commit-author-email': z
    .string()
    .min(1)
    .optional()
    .describe("Their e-mail address, default the repository's `user.email`, else that of `github-actions[bot]`"),
  branch: z
    .string()
    .min(1)
    .default('timescale-ci/schema')
    .describe('Branch of the pull request that `commit: pull-request` keeps; the action alone writes to it'),
  token: z
    .string()
    .optional()
    .describe(
      'Token to push and to call the API with. The default starts no further workflows; a GitHub App’s does. Empty: git’s own credentials, no API',
    ),
  artifact: z.boolean().default(true).describe('Upload the dump, its documentation and the diff'),
  'artifact-name': z
    .string()
    .min(1)
    .optional()
    .describe('Name of the artifact, default `timescale-schema-<job>` and a hash of the matrix and the directories'),
  'retention-days': z
    .number()
    .int()
    .min(1)
    .max(400)
    .default(30)
    .describe('How many days GitHub keeps the artifact, within what the repository allows'),
  'comment-id': z
    .string()
    .max(100)
    .default('')
    .describe('Tells several comments on one pull request apart, default by working directory and schema directory'),
  'fail-on': z
    .array(z.enum(FAIL_ON))
    .default(['data-loss', 'error'])
    .describe(`What in a pull request fails the check: any of ${FAIL_ON.map((one) => `\`${one}\``).join(', ')}`),
  suggestions: z
    .boolean()
    .default(true)
    .describe(
      'Suggest the line that would be right where a finding of a rule is mended by one, on lines that the pull request adds; each once',
    ),
  'approval-label': z
    .string()
    .max(50)
    .default('schema-change-approved')
    .describe('Label on a pull request that lets changes through which `fail-on` lists, and that the comment records'),
  'fork-programs': z
    .boolean()
    .default(false)
    .describe(
      "Run the programs of a fork's pull request too (`build:` in its settings, shell scripts of docker-entrypoint-initdb.d): a stranger's code on your runner",
    ),
  'network-timeout': z
    .number()
    .int()
    .min(1)
    .max(3600)
    .default(60)
    .describe('Seconds after which an upload or a call to GitHub’s API is given up, with a warning'),
  'sarif-file': z
    .string()
    .min(1)
    .optional()
    .describe('File to write the findings to as SARIF, for `github/codeql-action/upload-sarif`; none by default'),
  matrix: z.string().optional().describe('Leave it alone: tells the jobs of a matrix apart in the artifact’s name'),
});

export type ActionInputs = z.infer<typeof ActionSchema>;

/** What has parts of its own stays in the settings file. */
const {
  require: _require,
  build: _build,
  docs: _docs,
  drift: _drift,
  health: _health,
  simulate: _simulate,
  lint: _lint,
  ...settings
} = SettingsSchema.shape;
const { mode, ...others } = ActionSchema.shape;

/**
 * Every input of the action. Those that are settings too have no default in action.yml: a runner hands a default over
 * as if it had been given, and it would count before the settings file.
 */
export const INPUTS = { mode, ...settings, ...others } as const satisfies Record<string, z.ZodType>;

export type InputName = keyof typeof INPUTS;

export function isSetting(name: InputName): name is keyof typeof settings {
  return name in settings;
}
