import { createCipheriv, createDecipheriv, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { UserError } from '../../errors.ts';

/** What OpenSSL's own `enc` takes, so that a backup can be read without us. */
export const DECRYPT = 'openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -md sha256 -pass env:TIMESCALE_CI_PASSPHRASE';
const ITERATIONS = 600_000;
const MAGIC = Buffer.from('Salted__');

function keyOf(passphrase: string, salt: Buffer): { key: Buffer; iv: Buffer } {
  const bytes = pbkdf2Sync(passphrase, salt, ITERATIONS, 48, 'sha256');
  return { key: bytes.subarray(0, 32), iv: bytes.subarray(32) };
}

/** Encrypts a stream in the form of `openssl enc`. */
export function encrypt(passphrase: string): Transform {
  const salt = randomBytes(8);
  const { key, iv } = keyOf(passphrase, salt);
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  let begun = false;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      if (!begun) this.push(Buffer.concat([MAGIC, salt]));
      begun = true;
      done(null, cipher.update(chunk));
    },
    flush(done) {
      if (!begun) this.push(Buffer.concat([MAGIC, salt]));
      done(null, cipher.final());
    },
  });
}

/** Undoes `encrypt`. The manifest's checksums say whether it was the right passphrase; bad padding says so earlier. */
export function decrypt(passphrase: string): Transform {
  let head: Buffer | undefined = Buffer.alloc(0);
  let decipher: ReturnType<typeof createDecipheriv> | undefined;
  const wrong = () =>
    new UserError('the backup cannot be decrypted', { hint: 'Check TIMESCALE_CI_PASSPHRASE.', exitCode: 1 });
  return new Transform({
    transform(chunk: Buffer, _, done: TransformCallback) {
      if (head === undefined) return done(null, decipher?.update(chunk));
      head = Buffer.concat([head, chunk]);
      if (head.length < 16) return done();
      if (!head.subarray(0, 8).equals(MAGIC)) return done(wrong());
      const { key, iv } = keyOf(passphrase, head.subarray(8, 16));
      decipher = createDecipheriv('aes-256-cbc', key, iv);
      const rest = head.subarray(16);
      head = undefined;
      done(null, decipher.update(rest));
    },
    flush(done) {
      try {
        done(null, decipher?.final());
      } catch {
        done(wrong());
      }
    },
  });
}

/** A seal of a text that only the passphrase makes. */
export function seal(text: string, passphrase: string, salt: Buffer): string {
  return createHmac('sha256', keyOf(passphrase, salt).key).update(text).digest('hex');
}

/** True where two seals are the same. */
export function sameSeal(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
