import { describe, expect, it } from 'vitest';
import {
  compileOperand,
  compileUnconvertedOperand,
} from '../../../../../lib/platforms/vwo/targeting/operand.js';

describe('operands of custom variables', () => {
  it.each<[unknown, string, boolean]>([
    ['red', 'red', true],
    ['red', 'Red', false],
    ['lower(ReD)', 'rEd', true],
    ['lower(a) tail', 'A', true],
    [' lower(a)', 'a', false],
    ['wildcard(*b*)', 'abc', true],
    ['wildcard(*B*)', 'abc', false],
    ['wildcard(*c)', 'abc', true],
    ['wildcard(a*)', 'abc', true],
    ['wildcard(a*c)', 'abc', false],
    ['wildcard(a*c)', 'a*c', true],
    ['wildcard(*)', 'anything', true],
    ['wildcard(abc)', 'abc', true],
    ['regex(^a.c$)', 'abc', true],
    ['regex(()', '(', false],
    ['gt(5)', '6', true],
    ['gt(5)', '5', false],
    ['gte(0)', 'abc', true],
    ['lt(100)', 'abc', true],
    ['gt(-5)', '6', false],
    ['gt(-5)', 'gt(-5)', true],
    // Written as JavaScript writes numbers, before anything else.
    ['1.2.3', '1.2.9', true],
    ['1.10', '1.1', true],
    ['10abc', '10', true],
    ['gt(10.5)', '10.10', false],
    ['gt(1.2.3)', '1.2.10', false],
    ['wildcard(*23.0)', '23', true],
    ['regex(1.*)', '23', false],
    // Zero and other texts stay as they are written.
    ['0.0', '0', true],
    ['0', '', false],
    ['1 ', '1', true],
    ['a', ' a', false],
    [['red'], 'red', true],
    [['gt(5)'], '6', false],
  ])('%j matches %j: %s', (operand, value, expected) => {
    expect(compileOperand(operand)?.(value)).toBe(expected);
  });
});

describe('operands of addresses and versions', () => {
  it.each<[unknown, string, boolean]>([
    ['10.0.0.1', '10.0.0.01', true],
    ['"10.0.0.1"', '10.0.0.1', true],
    ['gt(10.0.0.2)', '10.0.0.10', true],
    ['1.10', '1.1', false],
    [' 99 ', '99', true],
    [99, '99', true],
    ['wildcard(10.0*)', '10.0.0.1', true],
    ['::1', '::1', true],
  ])('%j matches %j: %s', (operand, value, expected) => {
    expect(compileUnconvertedOperand(operand)?.(value)).toBe(expected);
  });
});
