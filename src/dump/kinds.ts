import { PHASE } from './phase.ts';
import { findTopLevel, startsWith, type Word } from './statement.ts';

/** Where an entry of pg_dump belongs, by the keywords that it begins with. */
export interface Kind {
  phase: number;
  /** Its place among all objects, or within its parent's where it is part of one. */
  rank: number;
  /** Stands with the object that it belongs to (a comment, index, default…) rather than on its own. */
  part: boolean;
}

const object = (rank: number): Kind => ({ phase: PHASE.objects, rank, part: false });
const part = (rank: number): Kind => ({ phase: PHASE.objects, rank, part: true });
const late = (phase: number, rank: number, isPart = false): Kind => ({ phase, rank, part: isPart });

const VIEW = object(60);
export const ROUTINE = object(20);

/** By leading keywords; the first row that fits counts. */
const KINDS: readonly [string[], Kind][] = [
  [['CREATE', 'SCHEMA'], object(1)],
  [['ALTER', 'SCHEMA'], object(1)],
  [['CREATE', 'EXTENSION'], object(2)],
  [['CREATE', 'LANGUAGE'], object(5)],
  [['CREATE', 'OR', 'REPLACE', 'LANGUAGE'], object(5)],
  [['CREATE', 'OR', 'REPLACE', 'PROCEDURAL'], object(5)],
  [['CREATE', 'PROCEDURAL'], object(5)],
  [['CREATE', 'TRUSTED'], object(5)],
  [['CREATE', 'OR', 'REPLACE', 'TRUSTED'], object(5)],
  [['CREATE', 'COLLATION'], object(10)],
  [['CREATE', 'TYPE'], object(15)],
  [['CREATE', 'DOMAIN'], object(15)],
  [['CREATE', 'FUNCTION'], ROUTINE],
  [['CREATE', 'PROCEDURE'], ROUTINE],
  [['CREATE', 'AGGREGATE'], object(21)],
  [['CREATE', 'OPERATOR', 'FAMILY'], object(23)],
  [['CREATE', 'OPERATOR', 'CLASS'], object(23)],
  [['CREATE', 'OPERATOR'], object(22)],
  [['ALTER', 'OPERATOR'], object(24)],
  [['CREATE', 'CAST'], object(24)],
  [['CREATE', 'CONVERSION'], object(25)],
  [['CREATE', 'DEFAULT', 'CONVERSION'], object(25)],
  [['CREATE', 'TEXT', 'SEARCH'], object(26)],
  [['CREATE', 'ACCESS', 'METHOD'], object(27)],
  [['CREATE', 'TRANSFORM'], object(28)],
  [['CREATE', 'FOREIGN', 'DATA'], object(30)],
  [['CREATE', 'SERVER'], object(31)],
  [['CREATE', 'USER', 'MAPPING'], object(32)],
  [['CREATE', 'SEQUENCE'], object(40)],
  [['CREATE', 'UNLOGGED', 'SEQUENCE'], object(40)],
  [['CREATE', 'TABLE'], object(50)],
  [['CREATE', 'UNLOGGED', 'TABLE'], object(50)],
  [['CREATE', 'FOREIGN', 'TABLE'], object(50)],
  [['CREATE', 'VIEW'], VIEW],
  [['CREATE', 'OR', 'REPLACE', 'VIEW'], VIEW],
  [['CREATE', 'MATERIALIZED', 'VIEW'], VIEW],
  [['ALTER', 'SEQUENCE'], part(10)],
  [['CREATE', 'INDEX'], part(30)],
  [['CREATE', 'UNIQUE', 'INDEX'], part(30)],
  [['ALTER', 'INDEX'], object(56)],
  [['CREATE', 'STATISTICS'], part(40)],
  [['CREATE', 'TRIGGER'], part(50)],
  [['CREATE', 'CONSTRAINT', 'TRIGGER'], part(50)],
  [['CREATE', 'RULE'], part(55)],
  [['COMMENT'], part(90)],
  [['SECURITY', 'LABEL'], part(95)],
  [['ALTER', 'DEFAULT', 'PRIVILEGES'], late(PHASE.privileges, 1)],
  [['GRANT'], late(PHASE.privileges, 99, true)],
  [['REVOKE'], late(PHASE.privileges, 99, true)],
  [['SET', 'SESSION', 'AUTHORIZATION'], late(PHASE.privileges, 99, true)],
  [['CREATE', 'POLICY'], late(PHASE.rowSecurity, 70, true)],
  [['CREATE', 'PUBLICATION'], late(PHASE.publications, 1)],
  [['ALTER', 'PUBLICATION'], late(PHASE.publications, 2)],
  [['CREATE', 'SUBSCRIPTION'], late(PHASE.publications, 3)],
  [['CREATE', 'EVENT', 'TRIGGER'], late(PHASE.eventTriggers, 1)],
];

const DEFAULT_OR_IDENTITY = part(5);
const CONSTRAINT = part(20);
export const ROW_SECURITY = late(PHASE.rowSecurity, 60, true);
const FOREIGN_KEY = object(70);
const ATTACH = object(55);
const UNKNOWN = object(80);

/** What kind of entry begins with these words. What is not in the table keeps its dependencies and stands last. */
export function kindOf(words: readonly Word[]): Kind {
  if (
    startsWith(words, 'ALTER') &&
    (words[1]?.text === 'TABLE' || words[1]?.text === 'FOREIGN' || words[1]?.text === 'VIEW')
  ) {
    return alterKind(words);
  }
  return KINDS.find(([keywords]) => startsWith(words, ...keywords))?.[1] ?? UNKNOWN;
}

function alterKind(words: readonly Word[]): Kind {
  const has = (...keywords: string[]): boolean => {
    const at = findTopLevel(words, keywords[0] as string);
    return at > 0 && startsWith(words.slice(at), ...keywords);
  };
  if (has('ENABLE', 'ROW', 'LEVEL', 'SECURITY')) return ROW_SECURITY;
  if (has('ATTACH', 'PARTITION')) return ATTACH;
  if (has('FOREIGN', 'KEY')) return FOREIGN_KEY;
  if (has('ADD', 'CONSTRAINT')) return CONSTRAINT;
  return DEFAULT_OR_IDENTITY;
}
