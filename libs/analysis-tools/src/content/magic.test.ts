import { describe, expect, it } from 'vitest';
import { kindOf } from './magic.ts';

describe('when a file is told by its first bytes', () => {
  it.each([
    ['\x7fELF\x02\x01', 'elf'],
    ['#!/bin/sh\n', 'script'],
    ['#!/usr/bin/php\n<?php', 'php'],
    ['<html><?php system(1);', 'php'],
    ['\x1f\x8b\x08\x00', 'gzip'],
    ['PK\x03\x04', 'zip'],
    ['hello world\n', 'text'],
    ['caf\u00c3\u00a9\n', 'text'],
    ['\x00\x01\x02', 'binary'],
    ['', 'empty'],
    [`${'x'.repeat(257)}ustar`, 'tar'],
  ])('tells %j', (text, kind) => {
    expect(kindOf(Buffer.from(text, 'latin1'))).toBe(kind);
  });

  it('takes XML for no PHP, or half of /etc would be', () => {
    expect(kindOf(Buffer.from('<?xml version="1.0"?>'))).toBe('text');
  });
});
