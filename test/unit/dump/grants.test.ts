import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderGrants, sortOptions, sortPolicyRoles } from '../../../src/dump/canonical.ts';
import { quoteIdentifier } from '../../../src/sql/quote.ts';
import { Chance, seeded } from '../../support/schemas/chance.ts';
import { oddName } from '../../support/schemas/names.ts';

/** Roles with names that end, open or mimic something. */
const roles = fc.uniqueArray(
  fc.nat().map((seed) => quoteIdentifier(oddName(new Chance(seeded(seed)), new Set()))),
  { minLength: 1, maxLength: 5 },
);

/** A list and the same list in another order. */
const twoOrders = <T>(list: readonly T[]): fc.Arbitrary<T[]> =>
  fc.shuffledSubarray([...list], { minLength: list.length });

describe('orderGrants', () => {
  test('puts what is revoked first and the grants by name', () => {
    expect(
      orderGrants(
        ['GRANT SELECT ON TABLE a.t TO z;', 'GRANT INSERT ON TABLE a.t TO b;', 'REVOKE ALL ON TABLE a.t FROM owner;'],
        'postgres',
      ),
    ).toEqual([
      'REVOKE ALL ON TABLE a.t FROM owner;',
      'GRANT INSERT ON TABLE a.t TO b;',
      'GRANT SELECT ON TABLE a.t TO z;',
    ]);
  });

  test('writes default privileges as every pg_dump does', () => {
    const older = 'ALTER DEFAULT PRIVILEGES FOR ROLE "TABLES  TO" IN SCHEMA a GRANT SELECT ON TABLES  TO "TABLES  TO";';
    expect(orderGrants([older], 'postgres')).toEqual([
      'ALTER DEFAULT PRIVILEGES FOR ROLE "TABLES  TO" IN SCHEMA a GRANT SELECT ON TABLES TO "TABLES  TO";',
    ]);
  });

  test('gives the right to pass on before it is passed on, through several hands', () => {
    const passedOn = (by: string, to: string, option: string): string[] => [
      `SET SESSION AUTHORIZATION ${by};`,
      `GRANT SELECT ON TABLE a.t TO ${to}${option};`,
      'RESET SESSION AUTHORIZATION;',
    ];
    expect(
      orderGrants(
        [
          ...passedOn('"b b"', 'a', ''),
          ...passedOn('z', '"b b"', ' WITH GRANT OPTION'),
          'GRANT SELECT ON TABLE a.t TO z WITH GRANT OPTION;',
        ],
        'postgres',
      ).filter((statement) => statement.startsWith('GRANT')),
    ).toEqual([
      'GRANT SELECT ON TABLE a.t TO z WITH GRANT OPTION;',
      'GRANT SELECT ON TABLE a.t TO "b b" WITH GRANT OPTION;',
      'GRANT SELECT ON TABLE a.t TO a;',
    ]);
  });

  test('writes the builder as CURRENT_USER, and nobody whose name only holds it', () => {
    expect(
      orderGrants(
        ['GRANT ALL ON TABLE a.postgres TO postgres;', 'GRANT ALL ON TABLE a.postgres TO "postgres 2";'],
        'postgres',
      ),
    ).toEqual(['GRANT ALL ON TABLE a.postgres TO "postgres 2";', 'GRANT ALL ON TABLE a.postgres TO CURRENT_USER;']);
  });

  test('depends on the grants alone, not on their order', () => {
    const grants = roles.map((names) => names.map((name) => `GRANT SELECT ON TABLE "t; TO x" TO ${name};`));
    const pairs = grants.chain((list) => fc.tuple(fc.constant(list), twoOrders(list)));
    fc.assert(
      fc.property(pairs, ([one, other]) => {
        expect(orderGrants(other, 'postgres')).toEqual(orderGrants(one, 'postgres'));
        expect([...orderGrants(other, 'postgres')].sort()).toEqual([...one].sort());
      }),
    );
  });
});

describe('sortPolicyRoles', () => {
  test('is not misled by names and expressions', () => {
    expect(
      sortPolicyRoles(
        `CREATE POLICY "p TO z, a" ON "s TO"."t" FOR SELECT TO z, postgres, "a TO b" USING ((current_user <> ' TO z, a'));`,
        'postgres',
      ),
    ).toBe(
      `CREATE POLICY "p TO z, a" ON "s TO"."t" FOR SELECT TO "a TO b", CURRENT_USER, z USING ((current_user <> ' TO z, a'));`,
    );
  });

  test('depends on the roles alone, not on their order', () => {
    const statement = (names: readonly string[]): string =>
      `CREATE POLICY p ON s.t TO ${names.join(', ')} USING (true);`;
    const pairs = roles.chain((list) => fc.tuple(fc.constant(list), twoOrders(list)));
    fc.assert(
      fc.property(pairs, ([one, other]) => {
        expect(sortPolicyRoles(statement(other), 'postgres')).toBe(sortPolicyRoles(statement(one), 'postgres'));
      }),
    );
  });
});

test('sorting options twice is sorting them once, in whatever order they came', () => {
  const options = fc.uniqueArray(
    fc.tuple(
      fc.constantFrom('fillfactor', 'autovacuum_enabled', 'toast.x', 'n_distinct'),
      fc.string({ unit: 'grapheme-ascii' }),
    ),
    { selector: ([name]) => name, minLength: 1 },
  );
  const statement = (list: readonly (readonly [string, string])[]): string =>
    `CREATE TABLE "a WITH (z=1, b=2)" (\n    c text DEFAULT ' WITH (z=1, a=2)'\n)\nWITH (${list.map(([name, value]) => `${name}='${value.replaceAll("'", "''")}'`).join(', ')});`;
  const pairs = options.chain((list) => fc.tuple(fc.constant(list), twoOrders(list)));
  fc.assert(
    fc.property(pairs, ([one, other]) => {
      const sorted = sortOptions(statement(one));
      expect(sortOptions(statement(other))).toBe(sorted);
      expect(sortOptions(sorted)).toBe(sorted);
    }),
  );
});
