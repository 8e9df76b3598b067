import { InvalidArgumentError } from 'commander';

/** A port, from text. */
export function port(text: string): number {
  const value = positive(text);
  if (value > 65_535) throw new InvalidArgumentError('A port is at most 65535.');
  return value;
}

/** A whole number of at least 1, from text. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number of at least 1.');
  return value;
}
