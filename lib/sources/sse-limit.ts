const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Passes an event stream on, and breaks it when one event is larger than the limit: a parser keeps an event in memory until
 * its blank line arrives, however long that takes.
 */
export function limitEvents(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let length = 0;
  let lineIsEmpty = true;
  let previous = LINE_FEED;
  const exceeds = (byte: number): boolean => {
    const secondHalf = byte === LINE_FEED && previous === CARRIAGE_RETURN;
    previous = byte;
    if (secondHalf) return false;
    const ends = byte === LINE_FEED || byte === CARRIAGE_RETURN;
    length = ends && lineIsEmpty ? 0 : length + 1;
    lineIsEmpty = ends;
    return length > maxBytes;
  };
  return new TransformStream({
    transform(chunk, controller) {
      if (chunk.some(exceeds)) controller.error(new Error(`an event is larger than ${maxBytes} bytes`));
      else controller.enqueue(chunk);
    },
  });
}
