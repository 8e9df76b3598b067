import type { Json } from '../catalog/model.ts';
import type { Loss, Proof } from '../proof/prove.ts';
import { truncate } from '../text.ts';
import { plural } from './words.ts';

/** As many losses as a person reads before the pattern is clear. */
const SHOWN = 20;
const LONGEST = 100;

/** The verdict on a restore in one line. */
export function describeProof(proof: Proof): string {
  if (proof.error !== null) return `the restore stopped: ${proof.error.message}`;
  const accepting = proof.probes.filter(({ accepted }) => accepted).length;
  const untried = proof.probes.filter((probe) => probe.untried).length;
  if (proof.proved) {
    const rows =
      proof.probes.length === 0
        ? ''
        : `, ${accepting} of ${plural(proof.probes.length, 'hypertable')} accept${proof.probes.length === 1 ? 's' : ''} rows${untried === 0 ? '' : `, ${untried} not tried`}`;
    return `proved: ${proof.properties} properties equal${rows}`;
  }
  if (proof.losses.length > 0)
    return `the dump loses ${proof.losses.length} of ${plural(proof.properties, 'property')}`;
  const refused = proof.probes.length - accepting - untried;
  if (refused > 0) return `${plural(refused, 'restored hypertable')} refuse${refused === 1 ? 's' : ''} rows`;
  return `a second dump differs in line ${proof.textDifference?.line}`;
}

/** What exactly is lost, line by line. */
export function listLosses(proof: Proof): string[] {
  if (proof.error !== null) return proof.error.render().split('\n').slice(1);
  const lines = proof.losses.slice(0, SHOWN).flatMap(describeLoss);
  if (proof.losses.length > SHOWN) lines.push(`and ${proof.losses.length - SHOWN} more`);
  for (const { hypertable, accepted, untried, error } of proof.probes) {
    if (!accepted && !untried) lines.push(`${hypertable}  ${error}`);
  }
  if (proof.textDifference !== null && proof.losses.length === 0) {
    lines.push(
      `source    ${shorten(proof.textDifference.source)}`,
      `restored  ${shorten(proof.textDifference.restored)}`,
    );
  }
  return lines;
}

/** The hypertables of a good restore that no row was put into, each with what the server said. */
export function listUntried({ probes }: Proof): string[] {
  return probes.flatMap(({ hypertable, untried, error }) =>
    untried
      ? [
          `${hypertable}  no row was tried: a function or domain of its own refuses what can be made up (${shorten(error ?? '')})`,
        ]
      : [],
  );
}

function describeLoss({ kind, object, property, from, to, carrier }: Loss): string[] {
  const subject = object.startsWith(kind) ? object : `${kind} ${object}`;
  const what =
    property !== null
      ? `${subject}: ${property}   source ${show(from)}   restored ${show(to)}`
      : to === null
        ? `${subject}   is lost`
        : `${subject}   is only in the restored database`;
  const by =
    carrier === null
      ? 'no statement of the dump carries it'
      : `carried by: ${shorten(carrier.text)}   line ${carrier.line} of the dump`;
  return to !== null && property === null ? [what] : [what, by];
}

function show(value: Json): string {
  if (value === null) return '(none)';
  return shorten(typeof value === 'string' ? value : JSON.stringify(value));
}

function shorten(text: string): string {
  return truncate(text.replace(/\s+/g, ' ').trim(), LONGEST);
}
