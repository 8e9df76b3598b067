import { describe, expect, it } from 'vitest';
import type { SchemaModel } from '../../../src/catalog/model.ts';
import { renderReadme } from '../../../src/docs/readme.ts';
import { aModel, aTable } from '../../support/model.ts';

const page = (model: SchemaModel): string => renderReadme(model, { database: 'd', fingerprint: 'f' });

describe('inheritance', () => {
  it('is told on both sides', () => {
    const text = page(aModel(aTable('shop.base'), aTable('shop.child', {}, { inherits: ['shop.base'] })));
    expect(text).toContain('- Inherits from [`shop.base`](#table.shop.base)');
    expect(text).toContain('- Inherited by [`shop.child`](#table.shop.child)');
  });
});
