import type { Collection, Json, SchemaModel, SchemaObject } from '../catalog/model.ts';
import type { ChangeClass } from './change.ts';
import type { DifferencePart } from './difference-part.ts';
import type { SchemaPair } from './schema-pair.ts';

/** What a rule makes of a difference: the change without what every change has. */
export interface Classification {
  class: ChangeClass;
  message: string;
  /** Left out: the property's own name, parted into words. Null for a whole object. */
  property?: string | null;
  /** Left out: the values as they are, in words. */
  from?: string | null;
  to?: string | null;
  /** Left out: the object that the difference is in, and what it is called. */
  object?: string;
  kind?: string;
  refused?: string | null;
}

/** A property of an object that both models have. */
export interface ChangedProperty<O extends SchemaObject> {
  part: DifferencePart;
  before: O;
  after: O;
  context: SchemaPair;
}

export type Rule<O extends SchemaObject> = (found: ChangedProperty<O>) => Classification;

/** An object that only one model has. */
export interface AddedOrRemoved<O extends SchemaObject> {
  object: O;
  part: DifferencePart;
  context: SchemaPair;
  /** What came or went with it. */
  covers: readonly DifferencePart[];
}

/** A difference that another one may explain. */
export interface Explained<O extends SchemaObject> {
  part: DifferencePart;
  /** As it was, or as it is where it is new. */
  object: O;
  context: SchemaPair;
  all: readonly DifferencePart[];
}

/** The keys of the differences that would explain this one, the best first. */
type Explain<O extends SchemaObject> = (explained: Explained<O>) => string[];

/**
 * What else changes when an object of a kind comes or goes, or a property of it changes. Whoever of the causes is there
 * speaks for the difference: a new table for its columns, a column's type for the type of the dimension on it.
 */
export interface Causes<O extends SchemaObject> {
  /** The object comes or goes. */
  whole?: Explain<O>;
  /** Properties that cannot change without another of the same object, by its name, or without what is computed. */
  properties?: { readonly [P in Exclude<keyof O, 'name'>]?: readonly (keyof O & string)[] | Explain<O> };
  /** Any other property changes. */
  others?: Explain<O>;
}

/**
 * What a kind of object says when one comes (`to` is filled from `describe`), when one goes, and of each property.
 * The type demands a rule for every property of the model, so that a new one cannot be forgotten.
 */
export interface ObjectRules<O extends SchemaObject> {
  describe: (whole: AddedOrRemoved<O>) => string;
  added: (whole: AddedOrRemoved<O>) => Classification;
  removed: (whole: AddedOrRemoved<O>) => Classification;
  causes?: Causes<O>;
  properties: { readonly [P in Exclude<keyof O, 'name'>]-?: Rule<O> };
}

export type Rules = { readonly [C in Collection]: ObjectRules<SchemaModel[C][number]> };

/** A rule that says the same whatever the values are. */
export function always<O extends SchemaObject>(level: ChangeClass, message: string, property?: string): Rule<O> {
  return () => ({ class: level, message, ...(property === undefined ? {} : { property }) });
}

/** A value of the model in words; null for nothing. */
export function inWords(value: Json | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : value.map((item) => inWords(item) ?? 'none').join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/** `scheduleInterval` as `schedule interval`. */
export function propertyWords(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
