import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitEvents } from '../../../lib/sources/sse-limit.js';

async function pass(chunks: readonly Uint8Array[], maxBytes: number): Promise<string> {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  }).pipeThrough(limitEvents(maxBytes));
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream) text += decoder.decode(chunk, { stream: true });
  return text;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('limitEvents', () => {
  it.each(['\n', '\r\n', '\r'])('passes any number of small events on (line ends %j)', async (end) => {
    const event = `event: features${end}data: 12345${end}${end}`;
    const text = event.repeat(100);
    expect(await pass([bytes(text)], 40)).toBe(text);
  });

  it.each(['\n', '\r\n', '\r'])('breaks at an event that is too large (line ends %j)', async (end) => {
    const large = `data: 1${end}`.repeat(20);
    await expect(pass([bytes(large)], 100)).rejects.toThrow('an event is larger than 100 bytes');
  });

  it('breaks at a line without end', async () => {
    await expect(pass(Array(50).fill(bytes('x'.repeat(10))), 100)).rejects.toThrow('larger than 100 bytes');
  });

  it('sees the same however the bytes are cut', async () => {
    const text = `data: ${'x'.repeat(60)}\r\n\r\n: ping\n\ndata: y\r\r`.repeat(3);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(text.length), { maxLength: 8 }), async (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        const chunks = places.slice(1).map((end, i) => bytes(text.slice(places[i], end)));
        expect(await pass(chunks, 70)).toBe(text);
      }),
    );
  });
});
