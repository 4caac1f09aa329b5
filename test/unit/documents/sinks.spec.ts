import { describe, expect, it } from 'vitest';
import { firstColumn, readDocument } from '../../support/markdown.js';
import { sinkOptions } from '../../support/sink-options.js';

describe('docs/events.md', () => {
  const document = readDocument('docs/events.md');
  const sinks = sinkOptions();

  it('lists every sink that is exported', () => {
    expect(sinks.size).toBeGreaterThanOrEqual(10);
    expect(firstColumn(document, 'sink').toSorted()).toEqual([...sinks.keys()].toSorted());
  });

  it.each([...sinks])('has every option of %s, and no other', (sink, options) => {
    expect(firstColumn(document, `option of \`${sink}\``).toSorted()).toEqual(options);
  });
});
