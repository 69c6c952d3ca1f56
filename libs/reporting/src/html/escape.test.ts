import { describe, expect, it } from 'vitest';
import { escapeHtml, escapeMarkup } from './escape.ts';

describe('text for pages and pictures', () => {
  it('F-70 holds none of the five characters of markup, so that it is text in attributes too', () => {
    expect(escapeMarkup(`<a href="x" title='y'>&`)).toBe(
      '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;',
    );
  });

  it('F-70 shows what cannot be seen before it escapes what is markup', () => {
    expect(escapeHtml('\u202e<b>')).toBe('⟦U+202E⟧&lt;b&gt;');
  });
});
