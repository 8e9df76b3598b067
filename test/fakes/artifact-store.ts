import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import { z } from 'zod';
import type { Answer } from './loopback.ts';

/** An artifact that was uploaded whole. */
export interface Artifact {
  id: number;
  name: string;
  /** As in the zip, by path. */
  files: Map<string, Buffer>;
  zip: Buffer;
  /** `sha256:` and hexadecimal digits. */
  digest: string;
  expiresAt: Date | undefined;
}

/** The twirp methods, as far as an upload needs them. */
export type Method = 'CreateArtifact' | 'FinalizeArtifact';

const Run = z.strictObject({
  workflow_run_backend_id: z.string().min(1),
  workflow_job_run_backend_id: z.string().min(1),
  // What file systems forbid: @actions/artifact, path-and-artifact-name-validation.
  name: z.string().regex(/^[^":<>|*?\r\n\\/]+$/),
});
const Create = Run.extend({
  expires_at: z.iso.datetime().optional(),
  version: z.literal(7),
  mime_type: z.literal('application/zip'),
});
const Finalize = Run.extend({
  /** An int64, which JSON has as text. */
  size: z.string().regex(/^\d+$/),
  hash: z.string().regex(/^sha256:[0-9a-f]{64}$/),
});

/** The artifacts of one workflow run, on their way in. */
export interface ArtifactStore {
  artifacts: Artifact[];
  call(method: Method, body: unknown, uploadUrl: (name: string) => string): Answer;
  putBlock(name: string, id: string, content: Buffer): Answer;
  /** @param list XML with the ids in their order */
  putBlockList(name: string, list: string): Answer;
}

interface Upload {
  blocks: Map<string, Buffer>;
  committed: Buffer | undefined;
  expiresAt: Date | undefined;
}

/** @param backend the ids that the token names, which every call must repeat */
export function createArtifactStore(backend: { run: string; job: string }): ArtifactStore {
  const uploads = new Map<string, Upload>();
  const artifacts: Artifact[] = [];

  function create(request: z.infer<typeof Create>, url: string): Answer {
    const { name, expires_at: expires } = request;
    if (uploads.has(name)) {
      return twirpError(409, 'already_exists', 'an artifact with this name already exists on the workflow run');
    }
    const expiresAt = expires === undefined ? undefined : new Date(expires);
    uploads.set(name, { blocks: new Map(), committed: undefined, expiresAt });
    return { status: 200, body: { ok: true, signed_upload_url: url } };
  }

  function finalize({ name, size, hash }: z.infer<typeof Finalize>): Answer {
    const { committed: zip, expiresAt } = uploads.get(name) ?? {};
    if (zip === undefined) throw new Error(`FinalizeArtifact: nothing was uploaded for ${name}`);
    const digest = `sha256:${createHash('sha256').update(zip).digest('hex')}`;
    if (Number(size) !== zip.length) throw new Error(`FinalizeArtifact: ${size} bytes told, ${zip.length} there`);
    if (hash !== digest) throw new Error(`FinalizeArtifact: ${hash} told, ${digest} there`);
    const entries = Object.entries(unzipSync(zip)).map(([path, bytes]) => [path, Buffer.from(bytes)] as const);
    const id = 42 + artifacts.length;
    artifacts.push({ id, name, files: new Map(entries), zip, digest, expiresAt });
    return { status: 200, body: { ok: true, artifact_id: String(id) } };
  }

  return {
    artifacts,
    call(method, body, uploadUrl) {
      const request = (method === 'CreateArtifact' ? Create : Finalize).parse(body);
      const { workflow_run_backend_id: run, workflow_job_run_backend_id: job } = request;
      if (run !== backend.run || job !== backend.job) throw new Error(`${method}: ${run}:${job} is not the token's`);
      return 'size' in request ? finalize(request) : create(request, uploadUrl(request.name));
    },
    putBlock(name, id, content) {
      const { blocks } = known(uploads, name);
      // Azure: the ids of one blob are base64 and of one length.
      if (!/^[\w+/]+=*$/.test(id) || [...blocks.keys()].some((other) => other.length !== id.length)) {
        throw new Error(`block id ${id} is not like the others`);
      }
      blocks.set(id, content);
      return CREATED;
    },
    putBlockList(name, list) {
      const upload = known(uploads, name);
      const ids = [...list.matchAll(/<Latest>([^<]*)<\/Latest>/g)].map(([, id]) => id ?? '');
      const parts = ids.map((id) => {
        const block = upload.blocks.get(id);
        if (block === undefined) throw new Error(`block ${id} is in the list and was not uploaded`);
        return block;
      });
      upload.committed = Buffer.concat(parts);
      return CREATED;
    },
  };
}

const CREATED: Answer = {
  status: 201,
  headers: { etag: '"0x8DCAFE"', 'last-modified': 'Sun, 22 Nov 2026 02:00:00 GMT', 'x-ms-version': '2024-11-04' },
};

/** @param message the service puts the status before it */
export function twirpError(status: number, code: string, message: string): Answer {
  return { status, body: { code, msg: message } };
}

function known(uploads: Map<string, Upload>, name: string): Upload {
  const upload = uploads.get(name);
  if (upload === undefined) throw new Error(`no artifact ${name} was created`);
  return upload;
}
