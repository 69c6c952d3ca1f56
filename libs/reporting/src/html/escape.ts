import { visible } from '../text/visible.ts';

const REPLACEMENTS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML and XML, between tags and in attributes: unseen characters made visible, markup made text. */
export const escapeHtml = (text: string): string => escapeMarkup(visible(text));

/** The five characters of markup, of text that has been made visible already. */
export const escapeMarkup = (text: string): string =>
  text.replace(/[&<>"']/gu, (character) => REPLACEMENTS[character] ?? '');
