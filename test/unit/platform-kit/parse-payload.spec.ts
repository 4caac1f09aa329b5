import { describe, expect, it } from 'vitest';
import { PayloadError } from '../../../lib/errors/payload.error.js';
import { parsePayload, payloadText } from '../../../lib/platform-kit/parse-payload.js';

const NAME = { what: 'a Vendor payload', advice: 'Check the key.' };

describe('parsePayload', () => {
  it('takes an object as it is, and text for what it says', () => {
    const payload = { a: [1] };
    expect(parsePayload(payload, NAME)).toBe(payload);
    expect(parsePayload('{"a":[1]}', NAME)).toEqual(payload);
  });

  it.each<[string, unknown, string]>([
    ['nothing', ' \n', 'Expected a Vendor payload, got nothing (an empty text). Check the key.'],
    [
      'a web page',
      '\n <!DOCTYPE html><title>Sign in</title>',
      'Expected a Vendor payload as JSON, got 39 characters that are not; it begins with "<!DOCTYPE html><title>Sign in</title>" and looks like HTML: is a login page or a proxy in the way? Check the key.',
    ],
    [
      'text that breaks off',
      `{"a":"${'x'.repeat(100)}`,
      `Expected a Vendor payload as JSON, got 106 characters that are not; it begins with "{\\"a\\":\\"${'x'.repeat(34)}...". Check the key.`,
    ],
    ['JSON of another kind', '[1]', 'Expected a Vendor payload to be an object, got a list. Check the key.'],
    ['null', 'null', 'Expected a Vendor payload to be an object, got null. Check the key.'],
    ['no payload', undefined, 'Expected a Vendor payload to be an object, got nothing. Check the key.'],
    ['a number', 5, 'Expected a Vendor payload to be an object, got the number 5. Check the key.'],
  ])('says what came instead: %s', (_what, payload, message) => {
    expect(() => parsePayload(payload, NAME)).toThrow(new PayloadError(message));
  });
});

describe('payloadText', () => {
  it('is the text given, or the JSON of what is given', () => {
    expect(payloadText('{ "a": 1 }', NAME)).toBe('{ "a": 1 }');
    expect(payloadText({ a: 1 }, NAME)).toBe('{"a":1}');
    expect(payloadText(undefined, NAME)).toBe('');
  });

  it('refuses what cannot be written as JSON', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    expect(() => payloadText(cyclic, NAME)).toThrow(/Expected a Vendor payload to be plain JSON data/);
    expect(() => payloadText({ id: 1n }, NAME)).toThrow(PayloadError);
  });
});
