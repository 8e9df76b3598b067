import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { isOwnAddress } from '../../../src/engine/docker-container.ts';

describe('an address of this machine', () => {
  const addresses = Object.values(networkInterfaces()).flatMap((list = []) =>
    list.filter(({ family }) => family === 'IPv4').map(({ address }) => address),
  );

  test.each(['localhost', '127.0.0.1', ...addresses])('%s is one', async (address) => {
    expect(await isOwnAddress(address)).toBe(true);
  });

  // 192.0.2.0/24 is set aside for documentation (RFC 5737).
  test.each(['192.0.2.1', 'nowhere.invalid'])('%s is none', async (address) => {
    expect(await isOwnAddress(address)).toBe(false);
  });
});
