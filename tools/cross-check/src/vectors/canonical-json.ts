import { canonicalJson } from '@afo/custody';

/** Texts that are JSON and their canonical form (RFC 8785); `canonical` equals `text` where nothing is to be changed. */
const texts = [
  '{"b":2,"a":1}',
  '{ "a" : [ 1 , 2 ] }',
  '{"10":1,"9":2,"1":3}',
  '{"\\u20ac":1,"\\r":2,"1":3,"\\ud83d\\ude00":4,"\\u0080":5,"\\u00f6":6,"\\ufb33":7}',
  '[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001,-0]',
  '"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/"',
  '[9007199254740993,1e21,1e-7,123456789012345680000]',
  '{"a":{"z":null,"y":true},"A":[]}',
];

export const canonicalVectors = () => ({
  canonical: texts.map((text) => ({ text, canonical: canonicalJson(JSON.parse(text)) })),
  refused: [
    { why: 'a lone surrogate has no UTF-8 form', text: '"\\ud800"' },
    { why: 'a lone surrogate in the name of a member', text: '{"\\udc00":1}' },
    { why: 'a number beyond what a double holds', text: '1e999' },
  ],
});
